/**
 * How many bytes may pass now, under a limit in bytes per second. Time comes from outside.
 *
 * Invariant: over any time t at most `rate x t` bytes pass, plus what the bucket holds: a quarter of a second of
 * the rate and one block. So no burst is larger than that, and a block fits into the smallest limit. What
 * passed without leave (blocks that come late) is a debt that is paid back, of one second at most: a limit that
 * is lowered while much is on its way must not stop everything for minutes.
 */
const CARRY_SECONDS = 0.25;
const MOST_DEBT_SECONDS = 1;
/** One request (BEP 3: 16 KiB). */
export const LIMITED_UNIT_BYTES = 16_384;

export class TokenBucket {
  #rate: number | null = null;
  #tokens = 0;
  #filledAt = 0;

  /** Bytes per second; null is no limit. */
  get rate(): number | null {
    return this.#rate;
  }

  /** What was saved up or owed under another limit counts for no more than the new one allows. */
  setRate(rate: number | null, now: number): void {
    if (rate === this.#rate) return;
    this.#fill(now);
    this.#rate = rate;
    this.#tokens = rate === null ? 0 : this.#bounded(this.#tokens);
    this.#filledAt = now;
  }

  /** Bytes that may pass at this time in monotonic milliseconds; Infinity without a limit, below 0 in debt. */
  available(now: number): number {
    if (this.#rate === null) return Infinity;
    this.#fill(now);
    return this.#tokens;
  }

  /** These bytes pass. */
  take(bytes: number): void {
    if (this.#rate !== null) this.#tokens = this.#bounded(this.#tokens - bytes);
  }

  /** Bytes that were taken will not pass after all. */
  giveBack(bytes: number): void {
    this.take(-bytes);
  }

  #fill(now: number): void {
    if (this.#rate === null) return;
    const gained = ((now - this.#filledAt) / 1000) * this.#rate;
    this.#tokens = this.#bounded(this.#tokens + gained);
    this.#filledAt = now;
  }

  #bounded(tokens: number): number {
    const rate = this.#rate!;
    const least = -Math.max(rate * MOST_DEBT_SECONDS, LIMITED_UNIT_BYTES);
    return Math.max(Math.min(tokens, rate * CARRY_SECONDS + LIMITED_UNIT_BYTES), least);
  }
}
