/**
 * Writes down how much was moved when. Invariant: of what the engine counts each byte is added to the history once:
 * what could not be written is added the next time. A crash loses what came since the last time.
 */
import type { TrafficRepository } from '../database/traffic-repository.port.ts';
import type { Traffic } from '../engine/index.ts';
import type { TrafficPeriod } from '@shared/dto/stats.js';
import { KEPT_DAYS, KEPT_HOURS, startOf } from './traffic-periods.ts';

export interface LedgerOptions {
  repository: TrafficRepository;
  /** Monotonic, in milliseconds. */
  now: () => number;
  /** Milliseconds since 1970; may jump. */
  wallTime: () => number;
}

const NOTHING: Traffic = { downloadedBytes: 0, uploadedBytes: 0 };

export class TrafficLedger {
  readonly #options: LedgerOptions;
  /** When it began to count, in milliseconds since 1970. */
  readonly startedAt: number;
  /** What the engine had counted when the history was last true. */
  #recorded: Traffic = NOTHING;
  #recordedAt: number;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.startedAt = options.wallTime();
    this.#recordedAt = options.now();
  }

  /** What was counted and is not in the history yet. */
  pending(counted: Traffic): Traffic {
    return {
      downloadedBytes: growth(this.#recorded.downloadedBytes, counted.downloadedBytes),
      uploadedBytes: growth(this.#recorded.uploadedBytes, counted.uploadedBytes),
    };
  }

  /** Adds what was counted since the last time, one after the other. Rejects where it cannot be written. */
  record(counted: Traffic): Promise<void> {
    const work = this.#writing.then(() => this.#write(counted));
    this.#writing = work.catch(() => {});
    return work;
  }

  async #write(counted: Traffic): Promise<void> {
    const { repository, now, wallTime } = this.#options;
    const pending = this.pending(counted);
    const at = now();
    if (pending.downloadedBytes > 0 || pending.uploadedBytes > 0) {
      // It was moved since the last time: its middle is in the right hour where the clock has just struck.
      const middle = wallTime() - (at - this.#recordedAt) / 2;
      await repository.add({ ...startsAt(Math.round(middle)), total: this.startedAt }, pending);
      this.#recorded = counted;
      // By number, not by age: a clock that is years ahead for a day must not empty the history.
      await repository.keepLatest('hour', KEPT_HOURS);
      await repository.keepLatest('day', KEPT_DAYS);
    }
    this.#recordedAt = at;
  }
}

/** A counter that is lower than before has begun anew. */
function growth(before: number, after: number): number {
  return after >= before ? after - before : after;
}

function startsAt(time: number): Record<TrafficPeriod, number> {
  return {
    hour: startOf('hour', time),
    day: startOf('day', time),
    month: startOf('month', time),
  };
}
