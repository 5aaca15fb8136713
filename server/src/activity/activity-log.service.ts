/**
 * Keeps what happens to downloads, as the facts tell it. Facts are collected for a moment and written in one
 * transaction: a disk that goes away is ten thousand of them. Invariant: entries are written in the order of the facts,
 * each once; what cannot be written is tried again, up to MOST_WAITING of them.
 */
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  ACTIVITY_REPOSITORY,
  type ActivityRepository,
  type NewActivity,
} from '../database/activity-repository.port.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { activityOf } from './activity-of-fact.ts';

const COLLECT_MS = 250;
const RETRY_MS = 5_000;
const MOST_WAITING = 20_000;
const MOST_KEPT = 50_000;
const DAY_MS = 86_400_000;
/** Old entries are looked for after so many new ones, and at the start. */
const PRUNE_AFTER = 1_000;

/** An entry, and its name as soon as that is looked up. */
type Waiting = Promise<NewActivity>;

@Injectable()
export class ActivityLogService implements OnModuleInit, BeforeApplicationShutdown {
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #unpruned = PRUNE_AFTER;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    @Inject(ACTIVITY_REPOSITORY) private readonly activity: ActivityRepository,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    private readonly facts: FactStreamService,
  ) {}

  onModuleInit(): void {
    this.facts.onFact((fact) => {
      const entry = activityOf(fact, Date.now());
      if (!entry || this.#waiting.length >= MOST_WAITING) return;
      // At once: a download that is being removed is in the catalogue for a moment only.
      this.#waiting.push(this.#named(entry));
      this.#schedule(COLLECT_MS);
    });
  }

  /** Before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  /** Writes what was collected, and waits for it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length > 0) this.#writing = this.#writing.then(() => this.#write(batch));
    return this.#writing;
  }

  #schedule(delayMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delayMs).unref();
  }

  async #named(entry: NewActivity): Promise<NewActivity> {
    if (entry.name !== null) return entry;
    const { downloadId } = entry;
    const record = await this.downloads.find(downloadId).catch(() => null);
    const name = record?.name ?? (await this.activity.lastNameOf(downloadId).catch(() => null));
    return { ...entry, name };
  }

  async #write(batch: Waiting[]): Promise<void> {
    try {
      await this.activity.add(await Promise.all(batch));
      this.#unpruned += batch.length;
      if (this.#unpruned < PRUNE_AFTER) return;
      await this.activity.prune(Date.now() - this.config.activityDays * DAY_MS, MOST_KEPT);
      this.#unpruned = 0;
    } catch (error) {
      this.logger.warn('activity could not be recorded', { error: String(error) });
      this.#waiting = [...batch, ...this.#waiting];
      this.#schedule(RETRY_MS);
    }
  }
}
