/**
 * Records the engine's checkpoints. They are collected for a moment and written in one transaction, since
 * each commit syncs the disk: five hundred active downloads would be fifty syncs a second of the main
 * thread. Invariant: of one download only its latest checkpoint is written, and none after it was removed. What could
 * not be written, as on a full disk, is kept and tried again: the engine says it only once.
 */
import type { EngineStateStore } from '../database/engine-state-store.port.ts';
import type { Logger, ResumeState } from '../engine/index.ts';

/** Short against the engine's own 10 s between checkpoints. */
const COLLECT_MS = 250;
const RETRY_MS = 5_000;

export class CheckpointWriter {
  readonly #store: EngineStateStore;
  readonly #logger: Logger;
  #pending = new Map<string, ResumeState>();
  /** Since when something has been pending, on the monotonic clock. */
  #pendingSince: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: EngineStateStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  record(id: string, resume: ResumeState): void {
    this.#pending.set(id, resume);
    this.#pendingSince ??= performance.now();
    this.#schedule(COLLECT_MS);
  }

  /** What is to be written, and how long the oldest of it has been waiting. */
  get waiting(): { waiting: number; oldestSeconds: number } {
    const since = this.#pending.size === 0 ? null : this.#pendingSince;
    const oldestSeconds = since === null ? 0 : (performance.now() - since) / 1000;
    return { waiting: this.#pending.size, oldestSeconds };
  }

  /** Forgets what was recorded of it, written or not. */
  async forget(id: string): Promise<void> {
    this.#pending.delete(id);
    await this.#writing;
    // A write that failed has put it back.
    this.#pending.delete(id);
    await this.#store.delete(id);
  }

  /** Writes what was collected, and waits for it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#pending;
    this.#pending = new Map();
    if (batch.size > 0) this.#writing = this.#writing.then(() => this.#write(batch));
    return this.#writing;
  }

  #schedule(delayMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delayMs).unref();
  }

  async #write(batch: ReadonlyMap<string, ResumeState>): Promise<void> {
    const records = [...batch].map(([id, resume]) => ({ id, resume }));
    try {
      // Twice: where the disk is full, the first try has freed the room that is kept for this.
      await this.#store.save(records).catch(() => this.#store.save(records));
      this.#pendingSince = this.#pending.size === 0 ? null : performance.now();
    } catch (error) {
      this.#logger.error('progress could not be recorded', { error: String(error) });
      // What came meanwhile is newer.
      this.#pending = new Map([...batch, ...this.#pending]);
      this.#schedule(RETRY_MS);
    }
  }
}
