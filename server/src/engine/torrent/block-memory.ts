/**
 * Blocks between the network and the disk: what came in is written in as few runs as it forms when its chunk
 * is whole, or earlier where nobody sends to it any more and others need the memory, or where progress is recorded.
 *
 * Invariant: memory is given back when the last write from it is answered. Writes of one piece are done in their
 * order (storage/disk-pool.ts), so the last one may speak for those before it.
 */
import type { PartialPiece } from '../core/messages.ts';
import { BLOCK_STATE, CHUNK_BLOCKS, type OpenPiece } from '../picker/open-piece.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { OPERATION } from '../storage/disk-protocol.ts';
import type { TorrentContext } from './torrent-context.ts';
import { beginOf, type TorrentState } from './torrent-state.ts';

interface Run {
  block: number;
  count: number;
}

export class BlockMemory {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  /** Writes that were given to the disk, ever, those of them that it has answered, and those that it could not do. */
  #writesBegun = 0;
  #writesAnswered = 0;
  #writesFailed = 0;
  #touched = new Set<number>();

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  /** Grows with every write. */
  get writesBegun(): number {
    return this.#writesBegun;
  }

  get isWriting(): boolean {
    return this.#writesBegun > this.#writesAnswered;
  }

  get writesFailed(): number {
    return this.#writesFailed;
  }

  /** Pieces that were written, in part at least. */
  get touched(): ReadonlySet<number> {
    return this.#touched;
  }

  /** The same, which are forgotten. */
  takeTouched(): ReadonlySet<number> {
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** A block is in memory: writes its chunk when that is whole. */
  onBlock(open: OpenPiece, block: number): void {
    const chunk = Math.floor(block / CHUNK_BLOCKS);
    if (open.isChunkDone(chunk)) this.#flushChunk(open, chunk);
  }

  /** The disk answered a write; `tag` says which memory is free with it. */
  onWritten(piece: number, begin: number, tag: number, isFailed: boolean): void {
    this.#writesAnswered++;
    if (isFailed) this.#writesFailed++;
    if (tag <= 0) return;
    const chunk = Math.floor(begin / BLOCK_BYTES / CHUNK_BLOCKS);
    const blocks = this.#state.geometry.blocksOfPiece(piece) - chunk * CHUNK_BLOCKS;
    this.#context.disk.writeSlab.release(tag - 1, Math.min(CHUNK_BLOCKS, blocks));
  }

  /** Moves what lies in memory of the chosen open pieces to the disk, where nobody is sending to them. */
  park(isChosen: (open: OpenPiece) => boolean): void {
    for (const open of this.#state.picker.openPieces.values()) {
      if (open.isComplete || !isChosen(open)) continue;
      for (let chunk = 0; chunk < open.chunkOffsets.length; chunk++) this.#parkChunk(open, chunk);
      const isUntouched = open.freeBlocks === open.blockCount;
      if (isUntouched) this.#state.picker.closePiece(open, 'missing');
    }
  }

  /** Writes what lies in memory, and keeps the memory for what is still to come: peers may be sending to it. */
  writeReceived(): void {
    for (const open of this.#state.picker.openPieces.values()) {
      if (open.isComplete) continue;
      open.chunkOffsets.forEach((offset, chunk) => {
        if (offset < 0) return;
        for (const run of this.#takeRuns(open, chunk)) this.#write(open, offset, chunk, run, 0);
      });
    }
  }

  /** The blocks of pieces that are not had which the disk has, or will have when it answers. */
  writtenBlocks(): PartialPiece[] {
    const pieces: PartialPiece[] = [];
    for (const open of this.#state.picker.openPieces.values()) {
      const blocks = open.writtenBlocks();
      if (blocks) pieces.push({ piece: open.index, blocks });
    }
    return pieces;
  }

  /**
   * Forgets every piece that is not complete, in memory and half written. Those that are on their way to the disk
   * end by themselves.
   */
  dropOpenPieces(): void {
    const { picker } = this.#state;
    for (const open of picker.openPieces.values()) {
      if (open.isComplete) continue;
      open.chunkOffsets.forEach((offset, chunk) => {
        if (offset >= 0) this.#giveBack(open, chunk);
      });
      picker.closePiece(open, 'missing');
    }
  }

  #parkChunk(open: OpenPiece, chunk: number): void {
    if (open.chunkOffsets[chunk]! < 0 || open.isChunkBusy(chunk)) return;
    if (holds(open, chunk, BLOCK_STATE.received)) this.#flushChunk(open, chunk);
    else this.#giveBack(open, chunk);
  }

  /** Where writes from the memory may be under way, a write of nothing goes behind them and gives it back. */
  #giveBack(open: OpenPiece, chunk: number): void {
    const offset = open.chunkOffsets[chunk]!;
    open.chunkOffsets[chunk] = -1;
    if (holds(open, chunk, BLOCK_STATE.written)) {
      this.#write(open, offset, chunk, { block: chunk * CHUNK_BLOCKS, count: 0 }, offset + 1);
    } else {
      this.#context.disk.writeSlab.release(offset, open.blocksOfChunk(chunk));
    }
  }

  /** Writes the chunk's blocks that are in memory, in as few runs as they form, and gives the memory back. */
  #flushChunk(open: OpenPiece, chunk: number): void {
    const offset = open.chunkOffsets[chunk]!;
    open.chunkOffsets[chunk] = -1;
    const runs = this.#takeRuns(open, chunk);
    runs.forEach((run, at) => {
      const isLast = at === runs.length - 1;
      this.#write(open, offset, chunk, run, isLast ? offset + 1 : 0);
    });
  }

  /** `tag` gives the memory back; the last of a piece that is complete has the piece verified. */
  #write(open: OpenPiece, offset: number, chunk: number, { block, count }: Run, tag: number): void {
    const begin = beginOf(block);
    const end = Math.min(beginOf(block + count), this.#state.geometry.bytesOfPiece(open.index));
    this.#writesBegun++;
    this.#touched.add(open.index);
    this.#context.disk.submit(
      tag > 0 && open.isComplete ? OPERATION.writeLast : OPERATION.write,
      this.#state.storage,
      open.index,
      begin,
      end - begin,
      offset + beginOf(block - chunk * CHUNK_BLOCKS),
      tag,
    );
  }

  /** The runs of received blocks of a chunk, which count as written from here on. */
  #takeRuns(open: OpenPiece, chunk: number): Run[] {
    const runs: Run[] = [];
    const first = chunk * CHUNK_BLOCKS;
    for (let block = first; block < first + open.blocksOfChunk(chunk); block++) {
      if (open.states[block] !== BLOCK_STATE.received) continue;
      open.states[block] = BLOCK_STATE.written;
      const last = runs.at(-1);
      if (last && last.block + last.count === block) last.count++;
      else runs.push({ block, count: 1 });
    }
    return runs;
  }
}

function holds(open: OpenPiece, chunk: number, state: number): boolean {
  const first = chunk * CHUNK_BLOCKS;
  return open.states.subarray(first, first + open.blocksOfChunk(chunk)).includes(state);
}
