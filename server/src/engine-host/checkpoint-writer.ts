/**
 * Records the engine's checkpoints. They are collected for a moment and written in one transaction, since
 * each commit syncs the disk: five hundred active downloads would be fifty syncs a second of the main
 * thread. Invariant: of one download only its latest checkpoint is written, and none after it was removed.
 */
import type { EngineStateStore } from '../database/engine-state-store.port.ts';
import type { Logger, ResumeState } from '../engine/index.ts';

/** Short against the engine's own 10 s between checkpoints. */
const COLLECT_MS = 250;

export class CheckpointWriter {
  readonly #store: EngineStateStore;
  readonly #logger: Logger;
  #pending = new Map<string, ResumeState>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: EngineStateStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  record(id: string, resume: ResumeState): void {
    this.#pending.set(id, resume);
    this.#timer ??= setTimeout(() => void this.flush(), COLLECT_MS);
  }

  /** Forgets what was recorded of it, written or not. */
  async forget(id: string): Promise<void> {
    this.#pending.delete(id);
    await this.#writing;
    await this.#store.delete(id);
  }

  /** Writes what was collected, and waits for it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const records = [...this.#pending].map(([id, resume]) => ({ id, resume }));
    this.#pending = new Map();
    if (records.length > 0) this.#writing = this.#writing.then(() => this.#write(records));
    return this.#writing;
  }

  /** A write that failed costs a check of the files at the next start, and nothing else. */
  async #write(records: { id: string; resume: ResumeState }[]): Promise<void> {
    try {
      await this.#store.save(records);
    } catch (error) {
      this.#logger.error('progress could not be recorded', { error: String(error) });
    }
  }
}
