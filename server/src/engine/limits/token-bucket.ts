/**
 * How many bytes may pass now, under a limit in bytes per second. Time comes from outside.
 *
 * Invariant: what passes is bounded by the rate and by what was saved up: a quarter of a second of the rate and one
 * block, so that a limit opens with no burst and a block fits into the smallest one. Where somebody waits for
 * the bytes all the while, up to a second is made up for: so a busy machine that comes late to its turns still
 * meets its limit, at one and a half times the rate at most. What passed without leave (blocks that come late) is
 * a debt that is paid back, of one second at most: a limit that is lowered while much is on its way must not
 * stop everything for minutes.
 */
const CARRY_SECONDS = 0.25;
const MOST_MADE_UP_SECONDS = 1;
const MOST_DEBT_SECONDS = 1;
/** Pace at which lost time is made up for, as a multiple of the rate. */
const CATCH_UP_PACE = 1.5;
/** One request (BEP 3: 16 KiB). */
export const LIMITED_UNIT_BYTES = 16_384;

export class TokenBucket {
  #rate: number | null = null;
  #tokens = 0;
  /** Bounds the pace while there are more tokens than a moment's worth. */
  #pace = 0;
  #filledAt = 0;

  /** Bytes per second; null is no limit. */
  get rate(): number | null {
    return this.#rate;
  }

  /** What was saved up or owed under another limit counts for no more than the new one allows. */
  setRate(rate: number | null, now: number): void {
    if (rate === this.#rate) return;
    this.#fill(now, false);
    this.#rate = rate;
    this.#tokens = rate === null ? 0 : this.#bounded(this.#tokens, CARRY_SECONDS);
    this.#pace = this.#tokens;
    this.#filledAt = now;
  }

  /**
   * Bytes that may pass at this time in monotonic milliseconds; Infinity without a limit, below 0 in debt.
   * `isAwaited`: somebody has been waiting for them since it was asked last.
   */
  available(now: number, isAwaited: boolean): number {
    if (this.#rate === null) return Infinity;
    this.#fill(now, isAwaited);
    return Math.min(this.#tokens, this.#pace);
  }

  /** These bytes pass. */
  take(bytes: number): void {
    if (this.#rate === null) return;
    this.#tokens = this.#bounded(this.#tokens - bytes, MOST_MADE_UP_SECONDS);
    this.#pace = this.#bounded(this.#pace - bytes, CARRY_SECONDS);
  }

  /** Bytes that were taken will not pass after all. */
  giveBack(bytes: number): void {
    this.take(-bytes);
  }

  #fill(now: number, isAwaited: boolean): void {
    if (this.#rate === null) return;
    const gained = ((now - this.#filledAt) / 1000) * this.#rate;
    const mostSeconds = isAwaited ? MOST_MADE_UP_SECONDS : CARRY_SECONDS;
    this.#tokens = this.#bounded(this.#tokens + gained, mostSeconds);
    this.#pace = this.#bounded(this.#pace + gained * CATCH_UP_PACE, CARRY_SECONDS);
    this.#filledAt = now;
  }

  #bounded(tokens: number, mostSeconds: number): number {
    const rate = this.#rate!;
    const least = -Math.max(rate * MOST_DEBT_SECONDS, LIMITED_UNIT_BYTES);
    return Math.max(Math.min(tokens, rate * mostSeconds + LIMITED_UNIT_BYTES), least);
  }
}
