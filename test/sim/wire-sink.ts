/** Bytes as a peer sends them, right or wrong: unlike `MessageWriter` it writes any length with any number. */
import type { Random } from '../../server/src/engine/core/random.ts';
import { MESSAGE } from '../../server/src/engine/wire/message-ids.ts';

export class WireSink {
  #bytes = Buffer.alloc(64 * 1024);
  #length = 0;
  /** Where each message that was written ends. */
  readonly ends: number[] = [];

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.ends.length = 0;
  }

  /** Length, number and payload as they should be. */
  message(id: number, payload: Uint8Array): void {
    this.head(1 + payload.length, id);
    this.raw(payload);
  }

  /** A message of 32-bit numbers. */
  numbers(id: number, ...values: number[]): void {
    this.head(1 + 4 * values.length, id);
    for (const value of values) this.uint32(value);
  }

  block(piece: number, begin: number, bytes: Uint8Array): void {
    this.head(9 + bytes.length, MESSAGE.piece);
    this.uint32(piece);
    this.uint32(begin);
    this.raw(bytes);
  }

  /** The first five bytes of a message, whose length may be a lie. */
  head(length: number, id: number): void {
    this.uint32(length);
    this.raw(Uint8Array.of(id));
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32BE(value, this.#length);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  noise(random: Random, length: number): void {
    this.#reserve(length);
    for (let done = 0; done < length; done++) this.#bytes[this.#length++] = random.below(256);
  }

  endMessage(): void {
    this.ends.push(this.#length);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + bytes));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
