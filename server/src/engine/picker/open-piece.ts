/**
 * A piece that is being downloaded: the state of each of its blocks. Invariant: a block is in exactly one
 * state, and `freeBlocks` counts those in state FREE.
 *
 * Memory for blocks is taken in chunks of up to 64 blocks (1 MiB), when the first block of a chunk is
 * requested: what was requested has a place to go to, and when there is no more room nothing is requested.
 * So a slow disk slows the requests down, and a 64 MiB piece does not need 64 MiB.
 */
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';

export const BLOCK_STATE = {
  free: 0,
  /** Asked for by at least one peer. */
  requested: 1,
  /** Its bytes are arriving from one peer. */
  incoming: 2,
  /** In memory. */
  received: 3,
  /** Given to the disk, where its piece is not verified yet. */
  written: 4,
} as const;

export const CHUNK_BLOCKS = 64;

export class OpenPiece {
  readonly index: number;
  readonly blockCount: number;
  readonly states: Uint8Array;
  /** Peers that a block is asked of. */
  readonly requesters: Uint8Array;
  /** First byte of each chunk in the slab, or -1 where it has no memory. */
  readonly chunkOffsets: Float64Array;
  /** Dense number of the peer that each block came from, for blame; 0 where it is not there. */
  readonly senders: Int32Array;
  /** The fast peer that fetches it alone (its dense number), or 0 where whoever comes may take part. */
  owner = 0;
  /** Bytes per second of the owner when it began. */
  ownerRate = 0;
  freeBlocks: number;
  /** Blocks that are received or written. */
  doneBlocks = 0;
  /** When a block came last, on the engine's clock, in milliseconds. */
  lastActiveAt = 0;

  constructor(index: number, blockCount: number) {
    this.index = index;
    this.blockCount = blockCount;
    this.states = new Uint8Array(blockCount);
    this.requesters = new Uint8Array(blockCount);
    this.senders = new Int32Array(blockCount);
    this.chunkOffsets = new Float64Array(Math.ceil(blockCount / CHUNK_BLOCKS)).fill(-1);
    this.freeBlocks = blockCount;
  }

  get isComplete(): boolean {
    return this.doneBlocks === this.blockCount;
  }

  /** The blocks that were given to the disk, one bit each as in a bitfield; null where there are none. */
  writtenBlocks(): Uint8Array | null {
    let blocks: Uint8Array | null = null;
    for (let block = 0; block < this.blockCount; block++) {
      if (this.states[block] !== BLOCK_STATE.written) continue;
      blocks ??= new Uint8Array(Math.ceil(this.blockCount / 8));
      blocks[block >> 3]! |= 0x80 >> (block & 7);
    }
    return blocks;
  }

  /** Whether no block is asked of anybody or arriving. */
  get isIdle(): boolean {
    return !this.states.some(
      (state) => state === BLOCK_STATE.requested || state === BLOCK_STATE.incoming,
    );
  }

  blocksOfChunk(chunk: number): number {
    return Math.min(CHUNK_BLOCKS, this.blockCount - chunk * CHUNK_BLOCKS);
  }

  /** Where the block goes in the slab, or -1 where its chunk has no memory. */
  slabOffsetOf(block: number): number {
    const chunk = this.chunkOffsets[Math.floor(block / CHUNK_BLOCKS)]!;
    return chunk < 0 ? -1 : chunk + (block % CHUNK_BLOCKS) * BLOCK_BYTES;
  }

  /** Whether every block of the chunk is received or written. */
  isChunkDone(chunk: number): boolean {
    const first = chunk * CHUNK_BLOCKS;
    const end = first + this.blocksOfChunk(chunk);
    for (let block = first; block < end; block++) {
      if (this.states[block]! < BLOCK_STATE.received) return false;
    }
    return true;
  }

  /** Whether a block of the chunk is asked for or arriving. */
  isChunkBusy(chunk: number): boolean {
    const first = chunk * CHUNK_BLOCKS;
    const end = first + this.blocksOfChunk(chunk);
    for (let block = first; block < end; block++) {
      const state = this.states[block];
      if (state === BLOCK_STATE.requested || state === BLOCK_STATE.incoming) return true;
    }
    return false;
  }
}
