/**
 * Bytes per second over the last few seconds. Counts in the hot path with one addition; `tick` once a second
 * does the rest.
 */
const WINDOW_SECONDS = 4;

export class RateMeter {
  readonly #seconds = new Float64Array(WINDOW_SECONDS);
  #at = 0;
  #current = 0;
  #seen = 0;
  #total = 0;
  #rate = 0;

  add(bytes: number): void {
    this.#current += bytes;
    this.#total += bytes;
  }

  /** Bytes since it was made. */
  get total(): number {
    return this.#total;
  }

  /** Bytes per second as of the last tick. */
  get rate(): number {
    return this.#rate;
  }

  /** Whether further ticks would change nothing. */
  get isStill(): boolean {
    return this.#current === 0 && this.#seconds.every((bytes) => bytes === 0);
  }

  /** To be called once a second. */
  tick(): void {
    this.#seconds[this.#at] = this.#current;
    this.#current = 0;
    this.#at = (this.#at + 1) % WINDOW_SECONDS;
    this.#seen = Math.min(this.#seen + 1, WINDOW_SECONDS);
    let sum = 0;
    for (const bytes of this.#seconds) sum += bytes;
    this.#rate = Math.round(sum / this.#seen);
  }

  /** Forgets the rate at once, as when a download is paused; the total stays. */
  reset(): void {
    this.#seconds.fill(0);
    this.#current = 0;
    this.#seen = 0;
    this.#rate = 0;
  }
}
