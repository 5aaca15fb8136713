/**
 * Hands the downloads of the catalogue to the engine at a start, while the server answers already. Invariant: each is
 * waiting here, or in the engine, or has a fault; no single one keeps the others from starting.
 */
import type { DownloadRecord, DownloadRepository } from '../database/download-repository.port.ts';
import type { EngineStateStore } from '../database/engine-state-store.port.ts';
import type { TorrentRepository } from '../database/torrent-repository.port.ts';
import { RequestError, type ResumeState } from '../engine/index.ts';
import { RestoreLine } from './restore-line.ts';

/**
 * Downloads that are read together, and such batches at a time: enough to hide the wait for the disk, few enough
 * for the memory of as many big torrent files.
 */
const BATCH = 16;
const BATCHES_AT_ONCE = 2;

export type UnplacedRecord = Omit<DownloadRecord, 'queuePosition'>;

/** What is kept of a download beside what the user asked for. */
export interface DownloadContent {
  metainfo: Uint8Array | null;
  /** The magnet link that it came by. */
  link: string | null;
  resume: ResumeState | null;
}

export interface StartRestoreOptions {
  downloads: DownloadRepository;
  torrents: TorrentRepository;
  states: EngineStateStore;
  hand(record: UnplacedRecord, content: DownloadContent): Promise<unknown>;
  onFault(id: string, error: unknown): void;
}

export class StartRestore {
  readonly #options: StartRestoreOptions;
  /** Places in the queue as the engine was told them. */
  readonly #toldKeys = new Map<string, number>();
  #line = new RestoreLine();

  constructor(options: StartRestoreOptions) {
    this.#options = options;
  }

  isWaiting(id: string): boolean {
    return this.#line.has(id);
  }

  waitingIds(): Set<string> {
    return this.#line.ids();
  }

  /** Resolves when the engine has it, or it has a fault; it is the next one then. Rejects when the server stops. */
  whenRestored(id: string): Promise<void> {
    return this.#line.whenDone(id);
  }

  /** From now on all are waiting. */
  async prepare(): Promise<void> {
    const queue = await this.#options.downloads.queue();
    this.#line = new RestoreLine(queue.map(({ id }) => id));
  }

  /** Resolves with the places that were changed meanwhile, when none waits any more. */
  async run(): Promise<{ id: string; queueKey: number }[]> {
    const restoreNext = async (): Promise<void> => {
      for (let ids = this.#line.take(BATCH); ids.length > 0; ids = this.#line.take(BATCH)) {
        await this.#restore(ids);
      }
    };
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, restoreNext));
    const queue = await this.#options.downloads.queue();
    return queue.filter(({ id, queueKey }) => (this.#toldKeys.get(id) ?? queueKey) !== queueKey);
  }

  /** Begins nothing more. */
  stop(): void {
    this.#line.stop(new RequestError('engine-stopped', 'The server is stopping.'));
  }

  /** Read when it is their turn, not before: what was changed in the catalogue meanwhile holds. */
  async #restore(ids: readonly string[]): Promise<void> {
    const { downloads, torrents, states } = this.#options;
    const read = Promise.all([
      downloads.findAll(ids),
      torrents.findAllMetainfos(ids),
      states.findAll(ids),
      torrents.findAllMagnets(ids),
    ]);
    const restoreOne = async (id: string): Promise<void> => {
      try {
        const [records, metainfos, resumes, magnets] = await read;
        const record = records.get(id);
        if (!record) return;
        if (record.damaged) throw damagedRecord(record.damaged);
        this.#toldKeys.set(id, record.queueKey);
        await this.#options.hand(record, {
          metainfo: metainfos.get(id) ?? null,
          link: magnets.get(id)?.link ?? null,
          resume: resumes.get(id) ?? null,
        });
      } catch (error) {
        this.#options.onFault(id, error);
      } finally {
        this.#line.done(id);
      }
    };
    await Promise.all(ids.map(restoreOne));
  }
}

function damagedRecord(fields: readonly string[]): RequestError {
  const message = `What was asked for is damaged (${fields.join(', ')}). Resumed, it has the defaults of that.`;
  return new RequestError('invalid-argument', message);
}
