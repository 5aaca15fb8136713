/**
 * What to ask of whom (BEP 3): blocks of pieces that are open before new pieces, new pieces by priority and
 * the rarest first, the first few at random, or in order where the download is sequential; and at the end,
 * when every block is asked for, blocks that others are slow with (end game).
 *
 * A piece is in exactly one of three places: in `PieceOrder` (may be begun), among the open pieces, or had.
 * Pure: time, chance and memory come from outside.
 */
import type { Random } from '../core/random.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import type { PieceGeometry } from '../pieces/piece-geometry.ts';
import { BLOCK_STATE, CHUNK_BLOCKS, OpenPiece } from './open-piece.ts';
import { PieceOrder, type PiecePriority } from './piece-order.ts';

/** Memory for blocks, as the picker needs it. */
export interface BlockSpace {
  /** Offset of `blocks` consecutive blocks, or -1 where there is no room now. */
  reserve(blocks: number): number;
}

/** A peer, as the picker sees it. */
export interface PickingPeer {
  has(piece: number): boolean;
  /** Whether the block is asked of this peer already. */
  isAsked(piece: number, block: number): boolean;
  /** Blocks that are asked of it and not there yet. */
  readonly outstanding: number;
  /** The picker's choice: asks the peer for the block. */
  ask(piece: number, block: number): void;
}

/** Until this many pieces are had, pieces are begun at random: any piece is worth something to trade (libtorrent). */
const RANDOM_FIRST_PIECES = 4;
/** Peers that one block may be asked of in the end game. */
const MAX_REQUESTERS = 3;

export class PiecePicker {
  readonly have: Bitfield;
  readonly #wanted: Bitfield;
  sequential = false;
  /** Whether the last pick ended for want of memory. */
  isStarved = false;
  readonly #geometry: PieceGeometry;
  readonly #order: PieceOrder;
  readonly #space: BlockSpace;
  readonly #open = new Map<number, OpenPiece>();
  readonly #withFreeBlocks = new Set<OpenPiece>();
  #seeds = 0;

  constructor(geometry: PieceGeometry, space: BlockSpace, random: Random) {
    this.#geometry = geometry;
    this.#space = space;
    this.#order = new PieceOrder(geometry.pieceCount, random);
    this.have = new Bitfield(geometry.pieceCount);
    this.#wanted = new Bitfield(geometry.pieceCount);
    this.#wanted.fill();
  }

  get openPieces(): ReadonlyMap<number, OpenPiece> {
    return this.#open;
  }

  /** Wanted pieces that are not had. */
  get wantedMissing(): number {
    return this.#wanted.count;
  }

  /** Whether the piece is wanted and not had. */
  isWanted(piece: number): boolean {
    return this.#wanted.has(piece);
  }

  /** How many of these pieces are wanted and not had. */
  countWanted(pieces: Bitfield): number {
    return pieces.isFull ? this.#wanted.count : this.#wanted.countCommon(pieces);
  }

  /** Copies of a piece among the connected peers. */
  copiesOf(piece: number): number {
    return this.#order.availabilityOf(piece) + this.#seeds;
  }

  /** Seeds are counted, never added piece by piece. */
  addSeed(): void {
    this.#seeds++;
  }

  removeSeed(): void {
    this.#seeds--;
  }

  addPeer(pieces: Bitfield): void {
    this.#changeAll(pieces, 1);
  }

  removePeer(pieces: Bitfield): void {
    this.#changeAll(pieces, -1);
  }

  addHave(piece: number): void {
    this.#order.changeAvailability(piece, 1);
  }

  setPriority(piece: number, priority: PiecePriority): void {
    this.#order.setPriority(piece, priority);
    this.#noteWanted(piece);
  }

  /** The piece is verified and on the disk. */
  setHave(piece: number): void {
    this.have.add(piece);
    this.#order.close(piece);
    this.#noteWanted(piece);
  }

  /** The piece is not there after all. */
  loseHave(piece: number): void {
    if (!this.have.has(piece)) return;
    this.have.delete(piece);
    this.#order.reopen(piece);
    this.#noteWanted(piece);
  }

  /** Asks the peer for what is best asked of it now: at most `count` blocks. Returns how many. */
  pick(peer: PickingPeer, count: number): number {
    this.isStarved = false;
    let left = this.#pickFromOpen(peer, count);
    while (left > 0 && !this.isStarved) {
      const piece = this.#nextPiece(peer);
      if (piece < 0) break;
      left = this.#takeBlocks(peer, this.#openPiece(piece), left);
    }
    if (left === count && peer.outstanding === 0 && !this.isStarved) {
      return this.#pickInEndGame(peer) ? 1 : 0;
    }
    return count - left;
  }

  /** A block is no longer asked of one peer: it choked, left, or is too slow. */
  release(piece: number, block: number): void {
    const open = this.#open.get(piece);
    if (!open || open.states[block]! >= BLOCK_STATE.received) return;
    if (open.requesters[block]! > 0) open.requesters[block]!--;
    const isAsked = open.requesters[block]! > 0;
    if (!isAsked && open.states[block] === BLOCK_STATE.requested) this.#free(open, block);
  }

  /**
   * The bytes of a block begin to arrive from a peer that was asked for it, or was once (`wasAsked` false).
   * Null where they are of no use: not open, there, or arriving already.
   */
  beginBlock(piece: number, block: number, wasAsked: boolean): OpenPiece | null {
    const open = this.#open.get(piece);
    if (!open) return null;
    if (wasAsked && open.requesters[block]! > 0) open.requesters[block]!--;
    if (open.states[block]! > BLOCK_STATE.requested) return null;
    if (open.slabOffsetOf(block) < 0) return null;
    if (open.states[block] === BLOCK_STATE.free) this.#takeFree(open);
    open.states[block] = BLOCK_STATE.incoming;
    return open;
  }

  /** The peer that was sending the block went away in the middle of it. */
  abortBlock(piece: number, block: number): void {
    const open = this.#open.get(piece);
    if (!open || open.states[block] !== BLOCK_STATE.incoming) return;
    if (open.requesters[block]! > 0) open.states[block] = BLOCK_STATE.requested;
    else this.#free(open, block);
  }

  /** The whole block is in memory. Returns how many other peers it is still asked of. */
  finishBlock(open: OpenPiece, block: number, now: number): number {
    const others = open.requesters[block]!;
    open.states[block] = BLOCK_STATE.received;
    open.requesters[block] = 0;
    open.doneBlocks++;
    open.lastActiveAt = now;
    return others;
  }

  /** The open piece was verified and written, or found bad, or given up: it is closed. */
  closePiece(open: OpenPiece, outcome: 'had' | 'missing'): void {
    this.#open.delete(open.index);
    this.#withFreeBlocks.delete(open);
    if (outcome === 'had') this.setHave(open.index);
    else this.#order.reopen(open.index);
  }

  #noteWanted(piece: number): void {
    if (this.#order.priorityOf(piece) > 0 && !this.have.has(piece)) this.#wanted.add(piece);
    else this.#wanted.delete(piece);
  }

  #changeAll(pieces: Bitfield, by: 1 | -1): void {
    for (let piece = 0; piece < pieces.length; piece++) {
      if (pieces.has(piece)) this.#order.changeAvailability(piece, by);
    }
  }

  #pickFromOpen(peer: PickingPeer, count: number): number {
    let left = count;
    const open = this.sequential
      ? [...this.#withFreeBlocks].toSorted((one, other) => one.index - other.index)
      : this.#withFreeBlocks;
    for (const piece of open) {
      if (left === 0) break;
      if (peer.has(piece.index) && this.#order.priorityOf(piece.index) > 0) {
        left = this.#takeBlocks(peer, piece, left);
      }
    }
    return left;
  }

  /** Asks for free blocks of the piece, at most `count`; returns how many of these are left to find. */
  #takeBlocks(peer: PickingPeer, open: OpenPiece, count: number): number {
    let left = count;
    for (let block = 0; block < open.blockCount && left > 0; block++) {
      if (open.states[block] !== BLOCK_STATE.free) continue;
      if (!this.#hasSpace(open, Math.floor(block / CHUNK_BLOCKS))) {
        this.isStarved = true;
        break;
      }
      open.states[block] = BLOCK_STATE.requested;
      open.requesters[block] = 1;
      this.#takeFree(open);
      peer.ask(open.index, block);
      left--;
    }
    return left;
  }

  #hasSpace(open: OpenPiece, chunk: number): boolean {
    if (open.chunkOffsets[chunk]! >= 0) return true;
    open.chunkOffsets[chunk] = this.#space.reserve(open.blocksOfChunk(chunk));
    return open.chunkOffsets[chunk] >= 0;
  }

  #nextPiece(peer: PickingPeer): number {
    if (this.sequential) return this.#firstInOrder(peer);
    const accepts = (piece: number): boolean => peer.has(piece);
    return this.have.count < RANDOM_FIRST_PIECES
      ? this.#order.any(accepts)
      : this.#order.first(accepts);
  }

  #firstInOrder(peer: PickingPeer): number {
    for (let piece = 0; piece < this.#geometry.pieceCount; piece++) {
      const mayBegin = !this.#order.isClosed(piece) && this.#order.priorityOf(piece) > 0;
      if (mayBegin && peer.has(piece)) return piece;
    }
    return -1;
  }

  #openPiece(piece: number): OpenPiece {
    const open = new OpenPiece(piece, this.#geometry.blocksOfPiece(piece));
    this.#order.close(piece);
    this.#open.set(piece, open);
    this.#withFreeBlocks.add(open);
    return open;
  }

  /** One block that another peer was asked for, where every block is asked for: an idle peer may be quicker. */
  #pickInEndGame(peer: PickingPeer): boolean {
    for (const open of this.#open.values()) {
      if (!peer.has(open.index) || this.#order.priorityOf(open.index) === 0) continue;
      for (let block = 0; block < open.blockCount; block++) {
        const isBusy = open.states[block] === BLOCK_STATE.requested;
        if (!isBusy || open.requesters[block]! >= MAX_REQUESTERS) continue;
        if (peer.isAsked(open.index, block)) continue;
        open.requesters[block]!++;
        peer.ask(open.index, block);
        return true;
      }
    }
    return false;
  }

  #takeFree(open: OpenPiece): void {
    open.freeBlocks--;
    if (open.freeBlocks === 0) this.#withFreeBlocks.delete(open);
  }

  #free(open: OpenPiece, block: number): void {
    if (open.states[block] === BLOCK_STATE.free) return;
    open.states[block] = BLOCK_STATE.free;
    open.freeBlocks++;
    this.#withFreeBlocks.add(open);
  }
}
