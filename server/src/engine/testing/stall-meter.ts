/**
 * How long this thread was kept from running: on a machine that is busy with other work a measured rate is off by
 * that share, and a test of rates has to know it.
 */
const PROBE_MS = 10;
/** Later than this is no matter of ordinary timers. */
const LATE_MS = 40;

export class StallMeter {
  readonly #stalls: { at: number; ms: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#probe(), PROBE_MS);
    this.#timer.unref();
  }

  /** Milliseconds of stalls that ended after this time of `performance.now()`. */
  since(from: number): number {
    this.#probe();
    let sum = 0;
    for (const { at, ms } of this.#stalls) if (at >= from) sum += ms;
    return sum;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #probe(): void {
    const now = performance.now();
    const ms = now - this.#last - PROBE_MS;
    this.#last = now;
    if (ms > LATE_MS) this.#stalls.push({ at: now, ms });
  }
}
