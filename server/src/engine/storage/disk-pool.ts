/**
 * The disk threads, from the engine's side. Jobs of one piece always go to the same worker, so that they
 * happen in order without locks, those of one rotating disk to one worker, and all of a storage that is being moved
 * to one; those of one turn of the event loop go in one message. A worker learns of a storage with its first job and
 * may forget it again (`rest`): ten thousand idle downloads cost it nothing.
 */
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { BLOCK_HEADER_BYTES } from '../wire/message-writer.ts';
import { DiskCounts } from './disk-counts.ts';
import { DiskLane, type Question } from './disk-lane.ts';
import {
  JOB,
  JOB_FIELDS,
  STATUS,
  type FoundFiles,
  type Promotion,
  type StepProgress,
  type StorageLayout,
  type StoragePlace,
} from './disk-protocol.ts';
import { Fences } from './fences.ts';
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

/** An answer to a question about steps; without progress where it failed. */
export interface StepAnswer extends StepProgress {
  status: number;
}

const NO_PROGRESS: StepProgress = { doneBytes: 0, totalBytes: 0, isDone: false, file: null };

export class DiskPool {
  readonly writeSlab: Slab;
  readonly readSlab: Slab;
  readonly #lanes: DiskLane[];
  readonly #fences: Fences;
  /** Storages all of whose jobs go to one lane. */
  readonly #ownLanes = new Map<number, DiskLane>();
  /** Storages whose rotating disk, or that they are on none, is known. */
  readonly #located = new Set<number>();
  /** One worker for each rotating disk. */
  readonly #laneOfSpindle = new Map<string, DiskLane>();
  /** Storages whose files may stand in stray places. */
  readonly #moving = new Set<number>();
  readonly #layouts = new Map<number, () => StorageLayout>();
  readonly #listeners = new Map<number, JobListener>();
  readonly #onBatchDone: () => void;
  readonly totals = new DiskCounts();
  #nextStorage = 1;
  #isFlushScheduled = false;

  constructor(options: DiskPoolOptions) {
    this.writeSlab = new Slab(options.writeSlabBytes, BLOCK_BYTES);
    this.readSlab = new Slab(options.readSlabBytes, READ_RUN_BYTES);
    this.#onBatchDone = options.onBatchDone;
    const data = {
      writeSlab: this.writeSlab.memory,
      readSlab: this.readSlab.memory,
      maxOpenFiles: options.filesPerWorker,
    };
    const onJobsDone = (jobs: number[]): void => this.#handOut(jobs);
    this.#lanes = Array.from({ length: options.workers }, () => new DiskLane(data, onJobsDone));
    this.#fences = new Fences(
      (job) => this.submit(...(job.slice(0, JOB.status) as Parameters<DiskPool['submit']>)),
      onJobsDone,
    );
  }

  /** A new storage; its number goes into the jobs. `layoutOf` is asked when a worker has to know it. */
  open(layoutOf: () => StorageLayout, listener: JobListener): number {
    const storage = this.#nextStorage++;
    this.#layouts.set(storage, layoutOf);
    this.#listeners.set(storage, listener);
    if (isMoving(layoutOf())) this.#holdOnOneLane(storage);
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
    if (
      !this.#fences.isEmpty &&
      this.#fences.takes(operation, storage, piece, begin, length, offset, tag)
    ) {
      return;
    }
    const lane = this.#laneOf(storage, piece);
    this.#introduce(lane, storage);
    lane.push(operation, storage, piece, begin, length, offset, tag);
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    queueMicrotask(() => this.#flush());
  }

  /** The number of the worker that does the jobs of a piece. */
  laneOf(storage: number, piece: number): number {
    return this.#lanes.indexOf(this.#laneOf(storage, piece));
  }

  /** Resolves when the jobs that were given before are answered. */
  async drain(storage: number): Promise<void> {
    await this.#fences.passed(storage);
    await this.#askKnowing({ kind: 'drain', storage });
  }

  /** Waits for the jobs of the storage, holds back those that come meanwhile, and does `work`. Not to be nested. */
  async fence<Result>(storage: number, work: () => Promise<Result>): Promise<Result> {
    return this.#fences.run(
      storage,
      async () => this.#askKnowing({ kind: 'drain', storage }),
      work,
    );
  }

  /** What stands on the disk for each file, and for the part file. */
  async stat(storage: number): Promise<{ status: number } & Omit<FoundFiles, 'spindle'>> {
    const lane = this.#leadLaneOf(storage);
    const place = lane.known.has(storage) ? null : this.#placeOf(storage);
    const { status, result } = await lane.ask<'stat'>({ kind: 'stat', storage, place });
    if (!this.#located.has(storage)) this.#locate(storage, result?.spindle ?? null);
    const { stamps = [], partFile = null, unallocatedBytes = Infinity } = result ?? {};
    return { status, stamps, partFile, unallocatedBytes };
  }

  /** Digests of the blocks of a piece (block-digests.ts), to be asked for when its last write is answered; or null. */
  async digests(storage: number, piece: number): Promise<Uint8Array | null> {
    const lane = this.#laneOf(storage, piece);
    return (await lane.ask<'digests'>({ kind: 'digests', storage, piece })).result;
  }

  /** Makes the files that have no bytes; status as in STATUS. Not before a layout that wants them is known. */
  async createEmpty(storage: number, files: number[]): Promise<number> {
    return this.fence(storage, async () => this.#askLead({ kind: 'create-empty', storage, files }));
  }

  /**
   * The layout is another one from here on: every worker asks for it anew. Files that are to leave the part file are
   * promoted with it, and then written to. Where it fails nothing is written until it succeeds, or `promote` does.
   */
  async changeLayout(storage: number, promotions: Promotion[] = []): Promise<number> {
    return this.fence(storage, async () => {
      const layout = this.#layouts.get(storage)?.();
      if (!layout) return STATUS.ok;
      let status = await this.#adopt(storage, layout);
      if (status === STATUS.ok) status = await this.#promoteNow(storage, promotions);
      this.#fences.setRefusal(storage, status);
      return status;
    });
  }

  /** Files get the bytes of them that the part file holds. To be done before a wanted file is first written to. */
  async promote(storage: number, promotions: Promotion[]): Promise<number> {
    return this.fence(storage, async () => {
      const status = await this.#promoteNow(storage, promotions);
      this.#fences.setRefusal(storage, status);
      return status;
    });
  }

  /** One step of moving what stands in stray places to where it belongs; other jobs go on between steps. */
  async relocateStep(storage: number): Promise<StepAnswer> {
    return this.#step({ kind: 'relocate', storage });
  }

  /** One step of filling the wanted files with zeros, behind what they hold. */
  async allocateStep(storage: number): Promise<StepAnswer> {
    return this.fence(storage, async () => {
      const refusal = this.#fences.refusalOf(storage);
      if (refusal !== STATUS.ok) return { ...NO_PROGRESS, status: refusal };
      return this.#step({ kind: 'allocate', storage });
    });
  }

  /** Takes the `.part` off the names of files that are whole and synced. */
  async finishFiles(storage: number, files: number[]): Promise<number> {
    return this.#askLead({ kind: 'finish', storage, files });
  }

  /** The first path of `target` where something else stands; the layout is still the former one. */
  async placesTaken(
    storage: number,
    target: StoragePlace,
  ): Promise<{ status: number; path: string | null }> {
    const place = this.#placeOf(storage);
    if (!place) return { status: STATUS.ok, path: null };
    const lane = this.#leadLaneOf(storage);
    const question = { kind: 'taken' as const, storage, place, target };
    const { status, result } = await lane.ask<'taken'>(question);
    return { status: result === null ? status : STATUS.pathConflict, path: result };
  }

  /**
   * Every write that was given before and did not fail is on the disk, or the status says why not. Then what was
   * written since the last sync that succeeded may be lost, and the next sync does not say so again.
   */
  async sync(storage: number): Promise<number> {
    await this.#fences.passed(storage);
    return this.#askKnowing({ kind: 'sync', storage, endsFault: true });
  }

  /** Closes its files and forgets unfinished hashes. */
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

  /** Removes what the storage has on the disk; goes on where something cannot be removed, and says so at the end. */
  async deleteFiles(storage: number): Promise<number> {
    return this.fence(storage, async () => {
      await this.release(storage);
      return this.#askLead({ kind: 'delete-files', storage });
    });
  }

  async close(storage: number): Promise<void> {
    this.#layouts.delete(storage);
    this.#fences.forget(storage);
    await this.#askKnowing({ kind: 'close', storage });
    this.#listeners.delete(storage);
    this.#ownLanes.delete(storage);
    this.#located.delete(storage);
    this.#moving.delete(storage);
  }

  /** Ends the workers after the jobs that they have. */
  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  /** Tells the workers of the layout. Where a move begins or ends, they start anew with everything synced. */
  async #adopt(storage: number, layout: StorageLayout): Promise<number> {
    if (isMoving(layout) === this.#moving.has(storage)) {
      return this.#askKnowing({ kind: 'layout', storage, layout });
    }
    const status = await this.#askKnowing({ kind: 'sync', storage, endsFault: false });
    if (status !== STATUS.ok) return status;
    await this.rest(storage);
    if (isMoving(layout)) {
      this.#holdOnOneLane(storage);
      return STATUS.ok;
    }
    this.#moving.delete(storage);
    this.#ownLanes.delete(storage);
    this.#located.delete(storage);
    return (await this.stat(storage)).status;
  }

  async #promoteNow(storage: number, promotions: Promotion[]): Promise<number> {
    if (promotions.length === 0) return STATUS.ok;
    return this.#askLead({ kind: 'promote', storage, promotions });
  }

  async #step(question: Question<'relocate' | 'allocate'>): Promise<StepAnswer> {
    const lane = this.#leadLaneOf(question.storage);
    this.#introduce(lane, question.storage);
    const { status, result } = await lane.ask<'relocate' | 'allocate'>(question);
    return { ...NO_PROGRESS, ...result, status };
  }

  #laneOf(storage: number, piece: number): DiskLane {
    return this.#ownLanes.get(storage) ?? this.#lanes[(storage + piece) % this.#lanes.length]!;
  }

  /** Where questions about all files of a storage go: no other lane moves its files. */
  #leadLaneOf(storage: number): DiskLane {
    return this.#ownLanes.get(storage) ?? this.#lanes[0]!;
  }

  #holdOnOneLane(storage: number): void {
    this.#moving.add(storage);
    if (this.#ownLanes.has(storage)) return;
    this.#ownLanes.set(storage, this.#lanes[storage % this.#lanes.length]!);
  }

  /** The first answer counts: jobs of a piece must not change their worker later, but under a fence. */
  #locate(storage: number, spindle: string | null): void {
    if (this.#moving.has(storage) || !this.#listeners.has(storage)) return;
    this.#located.add(storage);
    if (spindle === null) return;
    const lane =
      this.#laneOfSpindle.get(spindle) ??
      this.#lanes[this.#laneOfSpindle.size % this.#lanes.length]!;
    this.#laneOfSpindle.set(spindle, lane);
    this.#ownLanes.set(storage, lane);
  }

  #handOut(jobs: number[]): void {
    for (let at = 0; at < jobs.length; at += JOB_FIELDS) {
      this.totals.add(jobs, at);
      this.#listeners.get(jobs[at + JOB.storage]!)?.onJobDone(jobs, at);
    }
    this.#onBatchDone();
  }

  #flush(): void {
    this.#isFlushScheduled = false;
    for (const lane of this.#lanes) lane.flush();
  }

  /** Asks the worker that leads the storage. */
  async #askLead(
    question: Question<'create-empty' | 'finish' | 'promote' | 'delete-files'>,
  ): Promise<number> {
    const lane = this.#leadLaneOf(question.storage);
    this.#introduce(lane, question.storage);
    return (await lane.ask(question)).status;
  }

  /** Asks the workers that know the storage. Gives the first status that is not ok. */
  async #askKnowing(
    question: Question<'drain' | 'layout' | 'sync' | 'release' | 'close'>,
  ): Promise<number> {
    const knowing = this.#lanes.filter((lane) => lane.known.has(question.storage));
    const answers = await Promise.all(
      knowing.map(async (lane) => {
        if (question.kind === 'close') lane.known.delete(question.storage);
        return lane.ask(question);
      }),
    );
    return answers.find(({ status }) => status !== STATUS.ok)?.status ?? STATUS.ok;
  }

  /** Tells the worker of the storage where it does not know it. One that is closed stays unknown. */
  #introduce(lane: DiskLane, storage: number): void {
    if (lane.known.has(storage)) return;
    const layout = this.#layouts.get(storage)?.();
    if (!layout) return;
    lane.known.add(storage);
    void lane.ask({ kind: 'open', storage, layout });
  }

  #placeOf(storage: number): StoragePlace | null {
    const layout = this.#layouts.get(storage)?.();
    if (!layout) return null;
    const { pieceHashes: _, ...place } = layout;
    return place;
  }
}

function isMoving({ strays }: StorageLayout): boolean {
  return strays !== undefined && strays.length > 0;
}
