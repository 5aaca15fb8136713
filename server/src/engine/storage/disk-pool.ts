/**
 * The disk threads, from the engine's side. Jobs of one piece always go to the same worker, so that they
 * happen in order without locks, and those of one rotating disk to one worker; those of one turn of the event
 * loop go in one message. A worker learns of a storage with its first job and may forget it again (`rest`):
 * ten thousand idle downloads cost it nothing.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { BLOCK_HEADER_BYTES } from '../wire/message-writer.ts';
import {
  JOB,
  JOB_FIELDS,
  STATUS,
  type DiskAnswer,
  type DiskRequest,
  type FileStamp,
  type StorageLayout,
} from './disk-protocol.ts';
import { Slab } from './slab.ts';

/** Blocks of one read: enough that a run is worth a socket write of its own. */
export const READ_RUN_BLOCKS = 16;
const READ_RUN_BYTES = READ_RUN_BLOCKS * (BLOCK_BYTES + BLOCK_HEADER_BYTES);

/** Whoever gave jobs for a storage hears of their end. */
export interface JobListener {
  /** `at` is where the job begins in `jobs`; see `JOB`. */
  onJobDone(jobs: readonly number[], at: number): void;
}

export interface DiskPoolOptions {
  workers: number;
  /** Files that each worker keeps open. */
  filesPerWorker: number;
  writeSlabBytes: number;
  readSlabBytes: number;
  /** Called after a batch of answers was handed out: memory may be free again. */
  onBatchDone: () => void;
}

interface WorkerLane {
  worker: Worker;
  batch: number[];
  /** Storages that the worker knows. */
  readonly known: Set<number>;
}

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

export class DiskPool {
  readonly writeSlab: Slab;
  readonly readSlab: Slab;
  readonly #lanes: WorkerLane[];
  /** The rotating disk that a storage is on, by its first `stat`; empty where it is on none. */
  readonly #spindles = new Map<number, string>();
  /** One worker for each rotating disk. */
  readonly #laneOfSpindle = new Map<string, WorkerLane>();
  readonly #layouts = new Map<number, () => StorageLayout>();
  readonly #listeners = new Map<number, JobListener>();
  readonly #answers = new Map<number, (answer: DiskAnswer) => void>();
  readonly #onBatchDone: () => void;
  #nextRequest = 1;
  #nextStorage = 1;
  #isFlushScheduled = false;

  constructor(options: DiskPoolOptions) {
    this.writeSlab = new Slab(options.writeSlabBytes, BLOCK_BYTES);
    this.readSlab = new Slab(options.readSlabBytes, READ_RUN_BYTES);
    this.#onBatchDone = options.onBatchDone;
    this.#lanes = Array.from({ length: options.workers }, () =>
      this.#startLane(options.filesPerWorker),
    );
  }

  /** A new storage; its number goes into the jobs. `layoutOf` is asked when a worker has to know it. */
  open(layoutOf: () => StorageLayout, listener: JobListener): number {
    const storage = this.#nextStorage++;
    this.#layouts.set(storage, layoutOf);
    this.#listeners.set(storage, listener);
    return storage;
  }

  /** A job for the worker of its piece; the listener of its storage hears of its end. */
  submit(
    operation: number,
    storage: number,
    piece: number,
    begin: number,
    length: number,
    offset: number,
    tag: number,
  ): void {
    const lane = this.#laneOf(storage, piece);
    this.#introduce(lane, storage);
    lane.batch.push(operation, storage, piece, begin, length, offset, tag, STATUS.ok);
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    queueMicrotask(() => this.#flush());
  }

  async stat(storage: number): Promise<{ status: number; stamps: FileStamp[] }> {
    const lane = this.#lanes[0]!;
    const place = lane.known.has(storage) ? null : this.#placeOf(storage);
    const { status, result, spindle } = await this.#ask(lane, { kind: 'stat', storage, place });
    this.#noteSpindle(storage, spindle ?? null);
    return { status, stamps: Array.isArray(result) ? result : [] };
  }

  /** Digests of the blocks of a piece (block-digests.ts), to be asked for when its last write is answered; or null. */
  async digests(storage: number, piece: number): Promise<Uint8Array | null> {
    const lane = this.#laneOf(storage, piece);
    const { result } = await this.#ask(lane, { kind: 'digests', storage, piece });
    return result instanceof Uint8Array ? result : null;
  }

  /** Makes the files that have no bytes; status as in STATUS. */
  async createEmpty(storage: number, files: number[]): Promise<number> {
    const lane = this.#lanes[0]!;
    this.#introduce(lane, storage);
    const answer = await this.#ask(lane, { kind: 'create-empty', storage, files });
    return answer.status;
  }

  /** Everything written before is on the disk, or the status says why not. */
  async sync(storage: number): Promise<number> {
    return this.#askKnowing({ kind: 'sync', storage });
  }

  async release(storage: number): Promise<number> {
    return this.#askKnowing({ kind: 'release', storage });
  }

  /**
   * The workers forget it until its next job. Only for a storage that everything is synced of: what a worker
   * has written and not synced it would forget too.
   */
  async rest(storage: number): Promise<void> {
    await this.#askKnowing({ kind: 'close', storage });
  }

  async deleteFiles(storage: number): Promise<number> {
    await this.release(storage);
    const lane = this.#lanes[0]!;
    this.#introduce(lane, storage);
    return (await this.#ask(lane, { kind: 'delete-files', storage })).status;
  }

  async close(storage: number): Promise<void> {
    this.#layouts.delete(storage);
    await this.#askKnowing({ kind: 'close', storage });
    this.#listeners.delete(storage);
    this.#spindles.delete(storage);
  }

  /** Ends the workers after the jobs that they have. */
  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()));
  }

  #laneOf(storage: number, piece: number): WorkerLane {
    const own = this.#laneOfSpindle.get(this.#spindles.get(storage) ?? '');
    return own ?? this.#lanes[(storage + piece) % this.#lanes.length]!;
  }

  /** The first answer counts: jobs of a piece must not change their worker later. */
  #noteSpindle(storage: number, spindle: string | null): void {
    if (this.#spindles.has(storage) || !this.#listeners.has(storage)) return;
    this.#spindles.set(storage, spindle ?? '');
    if (spindle === null || this.#laneOfSpindle.has(spindle)) return;
    this.#laneOfSpindle.set(spindle, this.#lanes[this.#laneOfSpindle.size % this.#lanes.length]!);
  }

  #startLane(filesPerWorker: number): WorkerLane {
    // Beside this file, as source under Node's type stripping or as built JavaScript.
    const extension = extname(fileURLToPath(import.meta.url));
    const worker = new Worker(new URL(`./disk-worker${extension}`, import.meta.url), {
      workerData: {
        writeSlab: this.writeSlab.memory,
        readSlab: this.readSlab.memory,
        maxOpenFiles: filesPerWorker,
      },
    });
    worker.on('message', (message: number[] | DiskAnswer) => {
      if (Array.isArray(message)) this.#handOut(message);
      else this.#settle(message);
    });
    return { worker, batch: [], known: new Set() };
  }

  #handOut(jobs: number[]): void {
    for (let at = 0; at < jobs.length; at += JOB_FIELDS) {
      this.#listeners.get(jobs[at + JOB.storage]!)?.onJobDone(jobs, at);
    }
    this.#onBatchDone();
  }

  #settle(answer: DiskAnswer): void {
    const settle = this.#answers.get(answer.id);
    this.#answers.delete(answer.id);
    settle?.(answer);
  }

  #flush(): void {
    this.#isFlushScheduled = false;
    for (const lane of this.#lanes) {
      if (lane.batch.length === 0) continue;
      lane.worker.postMessage(lane.batch);
      lane.batch = [];
    }
  }

  async #ask(lane: WorkerLane, request: WithoutId<DiskRequest>): Promise<DiskAnswer> {
    this.#flush();
    const id = this.#nextRequest++;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      lane.worker.postMessage({ ...request, id });
    });
  }

  /** Asks the workers that know the storage. Gives the first status that is not ok. */
  async #askKnowing(
    request: WithoutId<DiskRequest> & { kind: 'sync' | 'release' | 'close' },
  ): Promise<number> {
    const knowing = this.#lanes.filter((lane) => lane.known.has(request.storage));
    const answers = await Promise.all(
      knowing.map(async (lane) => {
        if (request.kind === 'close') lane.known.delete(request.storage);
        return this.#ask(lane, request);
      }),
    );
    return answers.find(({ status }) => status !== STATUS.ok)?.status ?? STATUS.ok;
  }

  /** Tells the worker of the storage where it does not know it. One that is closed stays unknown. */
  #introduce(lane: WorkerLane, storage: number): void {
    if (lane.known.has(storage)) return;
    const layout = this.#layouts.get(storage)?.();
    if (!layout) return;
    lane.known.add(storage);
    void this.#ask(lane, { kind: 'open', storage, layout });
  }

  #placeOf(storage: number): Pick<StorageLayout, 'directory' | 'files'> | null {
    const layout = this.#layouts.get(storage)?.();
    return layout ? { directory: layout.directory, files: layout.files } : null;
  }
}
