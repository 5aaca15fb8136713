/**
 * What the server must know of one thing after it was killed: what it acknowledged last, or what it was asked for
 * and had no time to acknowledge. Nothing else.
 */
import { isDeepStrictEqual } from 'node:util';

export class Acknowledged<Value> {
  #value: Value;
  #attempts: Value[] = [];

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  /** It is asked for; the answer is not there yet. */
  attempt(value: Value): void {
    this.#attempts.push(value);
  }

  /** The answer says what it is now. */
  take(value: Value): void {
    this.#value = value;
    this.#attempts = [];
  }

  /** The answer was yes: nothing older may come back. */
  confirm(): void {
    if (this.#attempts.length > 0) this.#value = this.#attempts.at(-1)!;
    this.#attempts = [];
  }

  /** The answer was no. */
  refuse(): void {
    this.#attempts = [];
  }

  /** Takes what was found after a kill. False where that was never asked for. */
  settle(found: Value): boolean {
    if (![this.#value, ...this.#attempts].some((known) => isDeepStrictEqual(known, found)))
      return false;
    this.#value = found;
    this.#attempts = [];
    return true;
  }

  /** For a message. */
  get allowed(): readonly Value[] {
    return [this.#value, ...this.#attempts];
  }
}
