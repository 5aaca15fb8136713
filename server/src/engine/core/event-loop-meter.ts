/**
 * How busy the thread is that asks. Its working time is counted by Node itself; its delays are sampled from the
 * first question on, so that nothing is measured where nobody wants to know.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { EventLoopLoad } from './messages.ts';

/** Often enough for stalls that a user notices, at fifty wake-ups a second. */
const SAMPLE_EVERY_MS = 20;
const NANOSECONDS_PER_MS = 1e6;

export class EventLoopMeter {
  #delays: ReturnType<typeof monitorEventLoopDelay> | null = null;

  /** The longest delay is of the time since the question before. */
  read(): EventLoopLoad {
    const { active: activeMs, idle: idleMs } = performance.eventLoopUtilization();
    return { activeMs, idleMs, longestDelayMs: this.#longestDelayMs() };
  }

  /** Ends the sampling. */
  stop(): void {
    this.#delays?.disable();
    this.#delays = null;
  }

  #longestDelayMs(): number | null {
    if (!this.#delays) {
      this.#delays = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
      this.#delays.enable();
      return null;
    }
    const longestMs = this.#delays.max / NANOSECONDS_PER_MS;
    this.#delays.reset();
    // What was waited for is the sample itself; only what came on top of it is a delay.
    return Math.max(0, longestMs - SAMPLE_EVERY_MS);
  }
}
