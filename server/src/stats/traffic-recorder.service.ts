/** Keeps the history of traffic: every five minutes of the clock, and at the stop. */
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  TRAFFIC_REPOSITORY,
  type TrafficBucket,
  type TrafficRepository,
} from '../database/traffic-repository.port.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import type { Logger, Traffic } from '../engine/index.ts';
import type { TrafficPeriod } from '@shared/dto/stats.js';
import { TrafficLedger } from './traffic-ledger.ts';
import { startOf } from './traffic-periods.ts';

const RECORD_EVERY_MS = 5 * 60_000;
/** An engine that does not answer must not hold up the stop. */
const LAST_WORD_MS = 1_000;

@Injectable()
export class TrafficRecorderService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #ledger: TrafficLedger;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(TRAFFIC_REPOSITORY) private readonly repository: TrafficRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {
    this.#ledger = new TrafficLedger({
      repository,
      now: () => performance.now(),
      wallTime: () => Date.now(),
    });
  }

  onApplicationBootstrap(): void {
    this.#schedule();
  }

  /** Comes before the engine stops: what it counts after that is not known any more. */
  async onModuleDestroy(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const tooLate = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORD_MS).unref());
    await Promise.race([this.record(), tooLate]);
  }

  /** Writes down what was moved since the last time. */
  async record(): Promise<void> {
    try {
      await this.#ledger.record((await this.engine.counters()).traffic);
    } catch (error) {
      if (!this.#isStopped) {
        this.logger.warn('traffic could not be recorded', { error: String(error) });
      }
    }
  }

  /** All that was ever moved, what is not written down yet included. */
  async total(counted: Traffic): Promise<TrafficBucket> {
    const recorded = await this.repository.total();
    const pending = this.#ledger.pending(counted);
    return {
      startsAt: recorded?.startsAt ?? this.#ledger.startedAt,
      downloadedBytes: (recorded?.downloadedBytes ?? 0) + pending.downloadedBytes,
      uploadedBytes: (recorded?.uploadedBytes ?? 0) + pending.uploadedBytes,
    };
  }

  /** The periods that begin from one time to another, the one that is under way as it is now. */
  async history(period: TrafficPeriod, from: number, to: number): Promise<TrafficBucket[]> {
    const buckets = await this.repository.list(period, from, to);
    const { downloadedBytes, uploadedBytes } = this.#ledger.pending(
      (await this.engine.counters()).traffic,
    );
    const startsAt = startOf(period, Date.now());
    if (startsAt < from || startsAt >= to || downloadedBytes + uploadedBytes === 0) return buckets;
    const before = buckets.find((bucket) => bucket.startsAt === startsAt);
    const current = {
      startsAt,
      downloadedBytes: (before?.downloadedBytes ?? 0) + downloadedBytes,
      uploadedBytes: (before?.uploadedBytes ?? 0) + uploadedBytes,
    };
    const others = buckets.filter((bucket) => bucket !== before);
    return [...others, current].toSorted((one, other) => one.startsAt - other.startsAt);
  }

  /** At the next full five minutes of the clock, so that hours end with what belongs to them. */
  #schedule(): void {
    const delayMs = RECORD_EVERY_MS - (Date.now() % RECORD_EVERY_MS);
    this.#timer = setTimeout(() => {
      void this.record().finally(() => this.#isStopped || this.#schedule());
    }, delayMs).unref();
  }
}
