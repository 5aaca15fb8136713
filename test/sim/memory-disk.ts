/**
 * A disk in memory behind the face of `DiskPool`: jobs wait until the simulation lets them run, those of one lane in
 * order and the lanes in any, as with threads. Nothing is ever reported as written that is not.
 */
import { createHash } from 'node:crypto';
import type { Random } from '../../server/src/engine/core/random.ts';
import { CHUNK_BLOCKS } from '../../server/src/engine/picker/open-piece.ts';
import { BLOCK_BYTES } from '../../server/src/engine/pieces/piece-geometry.ts';
import { blockDigests } from '../../server/src/engine/storage/block-digests.ts';
import {
  READ_RUN_BLOCKS,
  type DiskPool,
  type JobListener,
} from '../../server/src/engine/storage/disk-pool.ts';
import {
  JOB,
  OPERATION,
  STATUS,
  type FoundFiles,
  type StorageLayout,
} from '../../server/src/engine/storage/disk-protocol.ts';
import { Slab } from '../../server/src/engine/storage/slab.ts';
import { BLOCK_HEADER_BYTES } from '../../server/src/engine/wire/message-writer.ts';

const LANES = 2;
const CHUNK_BYTES = CHUNK_BLOCKS * BLOCK_BYTES;
const HASH_BYTES = 20;
const READ_RUN_BYTES = READ_RUN_BLOCKS * (BLOCK_BYTES + BLOCK_HEADER_BYTES);

interface Stored {
  layout: StorageLayout;
  listener: JobListener;
  bytes: Uint8Array;
  /** Whether its files were made yet. */
  isThere: boolean;
}

/** A lonely torrent is not moved, not counted, has no files filled with zeros, and is not removed with its data. */
type UsedOfDiskPool = Omit<
  DiskPool,
  | 'allocateStep'
  | 'fence'
  | 'relocateStep'
  | 'placesTaken'
  | 'deleteFiles'
  | 'finishJobs'
  | 'stop'
  | 'totals'
>;

export class MemoryDisk implements UsedOfDiskPool {
  readonly writeSlab: Slab;
  readonly readSlab: Slab;
  /** Called after jobs were answered: memory may be free again. */
  onBatchDone: () => void = () => {};
  /** Jobs of which one fails as if the disk were broken; 0 for none. */
  faultOneIn = 0;
  readonly #random: Random;
  readonly #storages = new Map<number, Stored>();
  readonly #lanes: number[][][] = Array.from({ length: LANES }, () => []);
  #questions: (() => void)[] = [];
  #nextStorage = 1;
  /** What the next storage finds on the disk. */
  #laid: Uint8Array | null = null;

  constructor(options: { writeSlabBytes: number; readSlabBytes: number; random: Random }) {
    this.writeSlab = new Slab(options.writeSlabBytes, BLOCK_BYTES);
    this.readSlab = new Slab(options.readSlabBytes, READ_RUN_BYTES);
    this.#random = options.random;
  }

  /** Puts bytes on the disk for the storage that is opened next. */
  lay(bytes: Uint8Array): void {
    this.#laid = bytes.slice();
  }

  /** What the only storage holds. */
  get content(): Uint8Array {
    return [...this.#storages.values()][0]!.bytes;
  }

  /** Storages that were opened and not closed. */
  get openStorages(): number {
    return this.#storages.size;
  }

  get isIdle(): boolean {
    return this.#questions.length === 0 && this.#lanes.every((lane) => lane.length === 0);
  }

  /** Units of the write slab and of the read slab that go with jobs that wait. */
  get unitsOnTheWay(): { written: number; read: number } {
    let written = 0;
    let read = 0;
    for (const job of this.#lanes.flat()) {
      const { bytes, layout } = this.#storages.get(job[JOB.storage]!)!;
      if (job[JOB.operation] === OPERATION.read) read++;
      else if (job[JOB.tag]! > 0 && job[JOB.operation] !== OPERATION.check) {
        const start = job[JOB.piece]! * layout.pieceLength;
        const pieceBytes = Math.min(layout.pieceLength, bytes.length - start);
        const chunkBytes = CHUNK_BYTES * Math.floor(job[JOB.begin]! / CHUNK_BYTES);
        written += Math.ceil(Math.min(CHUNK_BYTES, pieceBytes - chunkBytes) / BLOCK_BYTES);
      }
    }
    return { written, read };
  }

  /** Runs up to `count` jobs; what was asked besides is answered when none waits. */
  run(count: number): void {
    for (let done = 0; done < count; done++) {
      const busy = this.#lanes.filter((lane) => lane.length > 0);
      if (busy.length === 0) break;
      const job = busy[this.#random.below(busy.length)]!.shift()!;
      job[JOB.status] = this.#isBroken() ? STATUS.ioError : this.#runJob(job);
      this.#storages.get(job[JOB.storage]!)?.listener.onJobDone(job, 0);
    }
    if (this.#lanes.every((lane) => lane.length === 0)) {
      for (const answer of this.#questions.splice(0)) answer();
    }
    this.onBatchDone();
  }

  // The face of DiskPool.

  open(layoutOf: () => StorageLayout, listener: JobListener): number {
    const layout = layoutOf();
    const storage = this.#nextStorage++;
    const bytes = this.#laid ?? new Uint8Array(layout.totalBytes);
    this.#storages.set(storage, { layout, listener, bytes, isThere: this.#laid !== null });
    this.#laid = null;
    return storage;
  }

  submit(...job: [number, number, number, number, number, number, number]): void {
    const lane = this.laneOf(job[JOB.storage], job[JOB.piece]);
    this.#lanes[lane]!.push([...job, STATUS.ok]);
  }

  laneOf(storage: number, piece: number): number {
    return (storage + piece) % LANES;
  }

  async drain(): Promise<void> {
    await this.#afterJobs();
  }

  async rest(): Promise<void> {}

  async changeLayout(): Promise<number> {
    return this.#afterJobs();
  }

  async promote(): Promise<number> {
    return this.#afterJobs();
  }

  async stat(storage: number): Promise<{ status: number } & Omit<FoundFiles, 'spindle'>> {
    await this.#afterJobs();
    const { layout, isThere } = this.#storages.get(storage)!;
    const stamps = layout.files.map(({ bytes }) => (isThere ? { bytes, modifiedMs: 1 } : null));
    return { status: STATUS.ok, stamps, partFile: null, unallocatedBytes: Infinity };
  }

  /** As the piece is now; the answer comes when the disk has nothing else to do. */
  async digests(storage: number, piece: number): Promise<Uint8Array | null> {
    const stored = this.#storages.get(storage);
    if (!stored) return null;
    const { layout, bytes } = stored;
    const start = piece * layout.pieceLength;
    const whole = bytes.slice(start, start + layout.pieceLength);
    const digests = blockDigests(whole.length, (begin, length) =>
      whole.subarray(begin, begin + length),
    );
    await this.#afterJobs();
    return digests;
  }

  async createEmpty(): Promise<number> {
    return this.#afterJobs();
  }

  async finishFiles(): Promise<number> {
    return this.#afterJobs();
  }

  async sync(): Promise<number> {
    return this.#afterJobs();
  }

  async release(): Promise<number> {
    return this.#afterJobs();
  }

  async close(storage: number): Promise<void> {
    await this.#afterJobs();
    this.#storages.delete(storage);
  }

  async #afterJobs(): Promise<number> {
    if (!this.isIdle) await new Promise<void>((resolve) => void this.#questions.push(resolve));
    return STATUS.ok;
  }

  #isBroken(): boolean {
    return this.faultOneIn > 0 && this.#random.below(this.faultOneIn) === 0;
  }

  #runJob(job: readonly number[]): number {
    const stored = this.#storages.get(job[JOB.storage]!)!;
    const { layout, bytes } = stored;
    const start = job[JOB.piece]! * layout.pieceLength;
    const from = start + job[JOB.begin]!;
    const length = job[JOB.length]!;
    const offset = job[JOB.offset]!;
    const operation = job[JOB.operation]!;
    if (operation === OPERATION.read) {
      this.#readBlocks(bytes.subarray(from, from + length), offset);
      return STATUS.ok;
    }
    if (operation !== OPERATION.check) {
      stored.isThere = true;
      bytes.set(this.writeSlab.bytes.subarray(offset, offset + length), from);
    }
    if (operation === OPERATION.write) return STATUS.ok;
    const pieceBytes = Math.min(layout.pieceLength, bytes.length - start);
    const isSlice = operation === OPERATION.check && job[JOB.begin]! + length < pieceBytes;
    if (isSlice) return STATUS.ok;
    return isRight(layout, bytes, job[JOB.piece]!) ? STATUS.ok : STATUS.hashMismatch;
  }

  /** Each block behind room for its header. */
  #readBlocks(run: Uint8Array, offset: number): void {
    let at = offset;
    for (let done = 0; done < run.length; done += BLOCK_BYTES) {
      const block = run.subarray(done, done + BLOCK_BYTES);
      this.readSlab.bytes.set(block, at + BLOCK_HEADER_BYTES);
      at += BLOCK_HEADER_BYTES + block.length;
    }
  }
}

function isRight(layout: StorageLayout, bytes: Uint8Array, piece: number): boolean {
  const start = piece * layout.pieceLength;
  const hash = createHash('sha1')
    .update(bytes.subarray(start, start + layout.pieceLength))
    .digest();
  const expected = layout.pieceHashes!.subarray(piece * HASH_BYTES, (piece + 1) * HASH_BYTES);
  return Buffer.compare(hash, expected) === 0;
}
