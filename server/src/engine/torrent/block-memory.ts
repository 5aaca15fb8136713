/**
 * Blocks between the network and the disk: what came in is written in as few runs as it forms when its chunk
 * is whole, or earlier where nobody sends to it any more and others need the memory.
 */
import { BLOCK_STATE, CHUNK_BLOCKS, type OpenPiece } from '../picker/open-piece.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { OPERATION } from '../storage/disk-protocol.ts';
import type { TorrentContext } from './torrent-context.ts';
import { beginOf, type TorrentState } from './torrent-state.ts';

export class BlockMemory {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  /** A block is in memory: writes its chunk when that is whole. */
  onBlock(open: OpenPiece, block: number): void {
    const chunk = Math.floor(block / CHUNK_BLOCKS);
    if (open.isChunkDone(chunk)) this.#flushChunk(open, chunk);
  }

  /** The disk answered a write; `tag` says which memory is free with it. */
  onWritten(piece: number, begin: number, tag: number): void {
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

  /** Forgets every piece that is not complete, in memory and half written. */
  dropOpenPieces(): void {
    this.#state.freeChunks((offset, blocks) =>
      this.#context.disk.writeSlab.release(offset, blocks),
    );
  }

  #parkChunk(open: OpenPiece, chunk: number): void {
    const offset = open.chunkOffsets[chunk]!;
    if (offset < 0 || open.isChunkBusy(chunk)) return;
    if (this.#holdsBlocks(open, chunk)) {
      this.#flushChunk(open, chunk);
    } else {
      open.chunkOffsets[chunk] = -1;
      this.#context.disk.writeSlab.release(offset, open.blocksOfChunk(chunk));
    }
  }

  /** Writes the chunk's blocks that are in memory, in as few runs as they form, and gives the memory back. */
  #flushChunk(open: OpenPiece, chunk: number): void {
    const offset = open.chunkOffsets[chunk]!;
    open.chunkOffsets[chunk] = -1;
    const runs = this.#takeRuns(open, chunk);
    runs.forEach(({ block, count }, at) => {
      const isLastRun = at === runs.length - 1;
      const begin = beginOf(block);
      const end = Math.min(beginOf(block + count), this.#state.geometry.bytesOfPiece(open.index));
      this.#context.disk.submit(
        isLastRun && open.isComplete ? OPERATION.writeLast : OPERATION.write,
        this.#state.storage,
        open.index,
        begin,
        end - begin,
        offset + beginOf(block - chunk * CHUNK_BLOCKS),
        isLastRun ? offset + 1 : 0,
      );
    });
  }

  /** The runs of received blocks of a chunk, which count as written from here on. */
  #takeRuns(open: OpenPiece, chunk: number): { block: number; count: number }[] {
    const runs: { block: number; count: number }[] = [];
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

  #holdsBlocks(open: OpenPiece, chunk: number): boolean {
    const first = chunk * CHUNK_BLOCKS;
    return open.states
      .subarray(first, first + open.blocksOfChunk(chunk))
      .includes(BLOCK_STATE.received);
  }
}
