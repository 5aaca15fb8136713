/**
 * The downloads that wait at a start until the engine has them, in their order; one that somebody waits for goes
 * first. Invariant: whoever waits hears when the download is in the engine or has a fault, or that the server stops.
 */
export class RestoreLine {
  /** In their order; a set keeps the order of insertion, and taking one out of its middle costs nothing. */
  readonly #waiting: Set<string>;
  /** Asked for before the others. */
  readonly #first = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #listeners = new Map<string, { promise: Promise<void>; settle(error?: Error): void }>();

  constructor(ids: readonly string[] = []) {
    this.#waiting = new Set(ids);
  }

  has(id: string): boolean {
    return this.#waiting.has(id) || this.#taken.has(id);
  }

  /** All that are not done yet. */
  ids(): Set<string> {
    return new Set([...this.#waiting, ...this.#taken]);
  }

  /** The next ones to hand over, at most `count`. None where nothing is left. */
  take(count: number): string[] {
    const next: string[] = [];
    for (const source of [this.#first, this.#waiting]) {
      for (const id of source) {
        if (next.length === count) return next;
        this.#first.delete(id);
        this.#waiting.delete(id);
        this.#taken.add(id);
        next.push(id);
      }
    }
    return next;
  }

  done(id: string): void {
    this.#taken.delete(id);
    this.#listeners.get(id)?.settle();
    this.#listeners.delete(id);
  }

  /** Resolves when it is done, at once where it is not here. */
  whenDone(id: string): Promise<void> {
    if (!this.has(id)) return Promise.resolve();
    if (this.#waiting.has(id)) this.#first.add(id);
    const known = this.#listeners.get(id);
    if (known) return known.promise;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const settle = (error?: Error): void => (error ? reject(error) : resolve());
    this.#listeners.set(id, { promise, settle });
    return promise;
  }

  /** Gives out nothing more; those who wait for what was not given out hear `error`. */
  stop(error: Error): void {
    for (const id of this.#waiting) {
      this.#listeners.get(id)?.settle(error);
      this.#listeners.delete(id);
    }
    this.#waiting.clear();
    this.#first.clear();
  }
}
