/**
 * How long a peer leaves us waiting for the next block, and from that the wait after which it counts as stuck:
 * the mean and four deviations (libtorrent), as TCP judges its round trips (RFC 6298). Pure.
 */

/** Without experience of the peer (libtorrent's `piece_timeout`). */
const FIRST_TIMEOUT_MS = 20_000;
const LEAST_SAMPLES = 16;
const LEAST_TIMEOUT_MS = 2_000;
const MOST_TIMEOUT_MS = 60_000;
const MEAN_WEIGHT = 1 / 16;
const DEVIATION_WEIGHT = 1 / 8;
const DEVIATIONS = 4;

export class AnswerTimes {
  #samples = 0;
  #mean = 0;
  #deviation = 0;

  /** A block came this long after the one before, or after it was asked for. Hot: once a block. */
  add(ms: number): void {
    this.#samples++;
    if (this.#samples === 1) this.#mean = ms;
    const difference = ms - this.#mean;
    this.#mean += difference * MEAN_WEIGHT;
    this.#deviation += (Math.abs(difference) - this.#deviation) * DEVIATION_WEIGHT;
  }

  get timeoutMs(): number {
    if (this.#samples < LEAST_SAMPLES) return FIRST_TIMEOUT_MS;
    const timeout = this.#mean + this.#deviation * DEVIATIONS;
    return Math.min(Math.max(timeout, LEAST_TIMEOUT_MS), MOST_TIMEOUT_MS);
  }
}
