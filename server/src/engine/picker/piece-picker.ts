/**
 * What to ask of whom (BEP 3): pieces with a deadline first; then blocks of pieces that are open, before new
 * pieces; new pieces by priority and the rarest first, the first few at random, or in order where the
 * download is sequential.
 *
 * A peer that is fast enough to fetch a whole piece soon gets pieces of its own: its blocks are then read and
 * sent in one go by the other side, and a bad piece has one sender. Slow peers share pieces, and what a slow
 * peer had to itself is open to a much faster one. Too many pieces begun and not finished make everyone share.
 *
 * A piece is in exactly one of four places: in `PieceOrder` (may be begun), among the open pieces, withheld (it may
 * be on the disk already, which is being found out), or had.
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
  /** Dense number, above 0. */
  readonly id: number;
  /** Bytes per second that come from it. */
  readonly rate: number;
  /** Its bitfield, where it has so few pieces that they are looked through sooner than the order of all. */
  readonly fewPieces: Uint8Array | null;
  /** Whether the piece may be asked of it now. */
  has(piece: number): boolean;
  /** The picker's choice: asks the peer for the block. */
  ask(piece: number, block: number): void;
  /** The picker's note that it found nothing to begin: `PieceOrder.openings` of then. -1 forgets it. */
  barrenAt: number;
}

/** Until this many pieces are had, pieces are begun at random: any piece is worth something to trade (libtorrent). */
const RANDOM_FIRST_PIECES = 4;
/** A peer that fetches a piece in this time is given whole ones (libtorrent's `whole_pieces_threshold`). */
const WHOLE_PIECE_SECONDS = 20;
/** A peer this many times as fast may take over a piece (rqbit). */
const TAKE_OVER_RATIO = 10;
/** Begun pieces with free blocks, for each peer, from which on nothing new is begun (libtorrent). */
const PARTIALS_PER_PEER = 1.5;
const LEAST_PARTIALS = 4;
/** Requesters that one block may have. */
const MAX_REQUESTERS = 3;

const NORMAL_PRIORITY: PiecePriority = 2;

export class PiecePicker {
  readonly have: Bitfield;
  readonly #wanted: Bitfield;
  sequential = false;
  /** Peers slower than this, in bytes per second, are not asked for what is urgent. */
  leastUrgentRate = 0;
  /** Connected peers: bounds how many pieces are begun. */
  peerCount = 1;
  /** A pick found less than it could for want of memory. Whoever gives memory back clears it. */
  isStarved = false;
  /** The pick that goes on found no memory: it takes only what has some. */
  #lacksSpace = false;
  readonly #geometry: PieceGeometry;
  readonly #random: Random;
  /** Made when it is first needed: who has every piece needs no order of them. */
  #built: PieceOrder | null = null;
  /** Null while all are normal. */
  #priorities: Uint8Array | null = null;
  readonly #space: BlockSpace;
  readonly #open = new Map<number, OpenPiece>();
  readonly #withFreeBlocks = new Set<OpenPiece>();
  readonly #withheld = new Set<number>();
  readonly #owned = new Map<number, OpenPiece>();
  #urgent: readonly number[] = [];
  #seeds = 0;

  constructor(geometry: PieceGeometry, space: BlockSpace, random: Random) {
    this.#geometry = geometry;
    this.#space = space;
    this.#random = random;
    this.have = new Bitfield(geometry.pieceCount);
    this.#wanted = new Bitfield(geometry.pieceCount);
    this.#wanted.fill();
  }

  get #order(): PieceOrder {
    this.#built ??= this.#buildOrder();
    return this.#built;
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
    return (this.#built?.availabilityOf(piece) ?? 0) + this.#seeds;
  }

  /** Seeds are counted, never added piece by piece. */
  addSeed(): void {
    this.#seeds++;
  }

  removeSeed(): void {
    this.#seeds--;
  }

  /** Where nothing is missing nobody's pieces are counted; whoever puts pieces in question disconnects first. */
  addPeer(pieces: Bitfield): void {
    if (pieces.count > 0 && !this.have.isFull) this.#order.changeAvailabilities(pieces.bytes, 1);
  }

  removePeer(pieces: Bitfield): void {
    if (pieces.count > 0) this.#built?.changeAvailabilities(pieces.bytes, -1);
  }

  addHave(piece: number): void {
    if (!this.have.isFull) this.#order.changeAvailability(piece, 1);
  }

  /** A connected peer has a piece no longer. */
  removeHave(piece: number): void {
    this.#built?.changeAvailability(piece, -1);
  }

  setPriority(piece: number, priority: PiecePriority): void {
    if (priority !== this.#priorityOf(piece)) {
      this.#priorities ??= new Uint8Array(this.#geometry.pieceCount).fill(NORMAL_PRIORITY);
      this.#priorities[piece] = priority;
      this.#built?.setPriority(piece, priority);
    }
    this.#noteWanted(piece);
  }

  /** Pieces that somebody waits for, the first first: asked for before all others. */
  set urgent(pieces: readonly number[]) {
    this.#urgent = pieces;
  }

  get urgent(): readonly number[] {
    return this.#urgent;
  }

  /** The piece is verified and on the disk. */
  setHave(piece: number): void {
    this.have.add(piece);
    this.#withheld.delete(piece);
    this.#built?.close(piece);
    if (this.have.isFull) this.#built = null;
    this.#noteWanted(piece);
  }

  /** The piece is not there after all. */
  loseHave(piece: number): void {
    if (!this.have.has(piece)) return;
    this.have.delete(piece);
    this.#built?.reopen(piece);
    this.#noteWanted(piece);
  }

  /** The piece is not begun until it is allowed again: what is on the disk of it is being looked at. */
  withhold(piece: number): void {
    if (this.have.has(piece) || this.#open.has(piece)) return;
    this.#withheld.add(piece);
    this.#built?.close(piece);
  }

  /** Nothing of use is on the disk of a piece that was withheld. */
  allow(piece: number): void {
    if (this.#withheld.delete(piece)) this.#built?.reopen(piece);
  }

  /** Opens a piece of which some blocks were written in an earlier run: one bit for each, as in a bitfield. */
  restore(piece: number, blocks: Uint8Array): void {
    if (this.have.has(piece) || this.#open.has(piece) || this.#withheld.has(piece)) return;
    const open = this.#openPiece(piece);
    for (let block = 0; block < open.blockCount; block++) {
      if ((blocks[block >> 3]! & (0x80 >> (block & 7))) === 0) continue;
      open.states[block] = BLOCK_STATE.written;
      open.doneBlocks++;
      this.#takeFree(open);
    }
  }

  /** Asks the peer for what is best asked of it now: at most `count` blocks. Returns how many. */
  pick(peer: PickingPeer, count: number): number {
    this.#lacksSpace = false;
    const takesUrgent = this.#urgent.length > 0 && peer.rate >= this.leastUrgentRate;
    let left = takesUrgent ? this.#pickAmong(peer, this.#urgent, count) : count;
    const own = this.#owned.get(peer.id);
    if (own && own.freeBlocks > 0 && left > 0) left = this.#takeIfWanted(peer, own, left);
    left = this.#pickFromOpen(peer, left, (open) => this.#isOpenTo(peer, open));
    if (!this.#hasTooManyPartials()) left = this.#pickNew(peer, left);
    left = this.#pickFromOpen(peer, left, () => true);
    if (left === count) left = this.#pickNew(peer, left); // it has none of the many that are open
    return count - left;
  }

  /** The same, but of these pieces only, in their order. */
  pickAmong(peer: PickingPeer, pieces: Iterable<number>, count: number): number {
    this.#lacksSpace = false;
    return count - this.#pickAmong(peer, pieces, count);
  }

  /** Asks one more peer for a block that others were asked for: whether it may be. */
  askAgain(peer: PickingPeer, piece: number, block: number): boolean {
    const open = this.#open.get(piece);
    if (!open || open.states[block] !== BLOCK_STATE.requested) return false;
    if (open.requesters[block]! >= MAX_REQUESTERS || !peer.has(piece)) return false;
    if (this.#priorityOf(piece) === 0) return false;
    open.requesters[block]!++;
    peer.ask(piece, block);
    return true;
  }

  /** A block is no longer asked of one peer: it choked, left, or is too slow. */
  release(piece: number, block: number): void {
    const open = this.#open.get(piece);
    if (!open || open.states[block]! >= BLOCK_STATE.received) return;
    if (open.requesters[block]! > 0) open.requesters[block]!--;
    const isAsked = open.requesters[block]! > 0;
    if (!isAsked && open.states[block] === BLOCK_STATE.requested) this.#free(open, block);
  }

  /** The peer gave up what it was asked for: others may go on with its piece. */
  disown(peerId: number): void {
    for (const open of this.#open.values()) if (open.owner === peerId) open.owner = 0;
    this.#owned.delete(peerId);
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

  /** A block that is in memory and no further is not trusted: it is to come again. */
  discardBlock(open: OpenPiece, block: number): void {
    open.doneBlocks--;
    open.senders[block] = 0;
    this.#free(open, block);
  }

  /** The open piece was verified and written, or found bad, or given up: it is closed. */
  closePiece(open: OpenPiece, outcome: 'had' | 'missing'): void {
    this.#open.delete(open.index);
    this.#withFreeBlocks.delete(open);
    if (this.#owned.get(open.owner) === open) this.#owned.delete(open.owner);
    if (outcome === 'had') this.setHave(open.index);
    else this.#order.reopen(open.index);
  }

  #buildOrder(): PieceOrder {
    const order = new PieceOrder(this.#geometry.pieceCount, this.#random);
    for (let piece = 0; piece < this.#geometry.pieceCount; piece++) {
      if (this.#priorities) order.setPriority(piece, this.#priorities[piece] as PiecePriority);
      const isElsewhere = this.#open.has(piece) || this.#withheld.has(piece);
      if (this.have.has(piece) || isElsewhere) order.close(piece);
    }
    return order;
  }

  #priorityOf(piece: number): number {
    return this.#priorities?.[piece] ?? NORMAL_PRIORITY;
  }

  #noteWanted(piece: number): void {
    if (this.#priorityOf(piece) > 0 && !this.have.has(piece)) this.#wanted.add(piece);
    else this.#wanted.delete(piece);
  }

  #pickNew(peer: PickingPeer, count: number): number {
    let left = count;
    const takesWhole = this.#takesWhole(peer);
    while (left > 0 && !this.#lacksSpace) {
      const piece = this.#nextPiece(peer);
      if (piece < 0) break;
      const open = this.#openPiece(piece);
      if (takesWhole) this.#own(peer, open);
      left = this.#takeBlocks(peer, open, left);
    }
    return left;
  }

  #pickAmong(peer: PickingPeer, pieces: Iterable<number>, count: number): number {
    let left = count;
    for (const piece of pieces) {
      if (left === 0) break;
      const mayTake = this.#open.has(piece) || (!this.#lacksSpace && this.#order.mayBegin(piece));
      if (!peer.has(piece) || !mayTake) continue;
      left = this.#takeIfWanted(peer, this.#open.get(piece) ?? this.#openPiece(piece), left);
    }
    return left;
  }

  #pickFromOpen(peer: PickingPeer, count: number, mayTake: (open: OpenPiece) => boolean): number {
    if (count === 0) return count;
    let left = count;
    const open = this.sequential
      ? [...this.#withFreeBlocks].toSorted((one, other) => one.index - other.index)
      : this.#withFreeBlocks;
    for (const piece of open) {
      if (peer.has(piece.index) && mayTake(piece)) left = this.#takeIfWanted(peer, piece, left);
      if (left === 0) break;
    }
    return left;
  }

  #takeIfWanted(peer: PickingPeer, open: OpenPiece, count: number): number {
    const isWanted = this.#priorityOf(open.index) > 0;
    return isWanted ? this.#takeBlocks(peer, open, count) : count;
  }

  /** Asks for free blocks of the piece, at most `count`; returns how many of these are left to find. */
  #takeBlocks(peer: PickingPeer, open: OpenPiece, count: number): number {
    let left = count;
    for (let block = 0; block < open.blockCount && left > 0; block++) {
      if (open.states[block] !== BLOCK_STATE.free) continue;
      const chunk = Math.floor(block / CHUNK_BLOCKS);
      if (!this.#hasSpace(open, chunk)) {
        block = (chunk + 1) * CHUNK_BLOCKS - 1;
        continue;
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
    if (this.#lacksSpace) return false;
    open.chunkOffsets[chunk] = this.#space.reserve(open.blocksOfChunk(chunk));
    this.#lacksSpace = open.chunkOffsets[chunk] < 0;
    this.isStarved ||= this.#lacksSpace;
    return !this.#lacksSpace;
  }

  #takesWhole(peer: PickingPeer): boolean {
    return !this.sequential && peer.rate * WHOLE_PIECE_SECONDS >= this.#geometry.pieceLength;
  }

  #own(peer: PickingPeer, open: OpenPiece): void {
    open.owner = peer.id;
    open.ownerRate = peer.rate;
    this.#owned.set(peer.id, open);
  }

  /** A piece of another is open to a peer only when that one is far slower than it. */
  #isOpenTo(peer: PickingPeer, open: OpenPiece): boolean {
    if (this.sequential || open.owner === 0 || open.owner === peer.id) return true;
    return peer.rate > open.ownerRate * TAKE_OVER_RATIO;
  }

  #hasTooManyPartials(): boolean {
    const most = Math.max(LEAST_PARTIALS, this.peerCount * PARTIALS_PER_PEER);
    return this.#withFreeBlocks.size > most;
  }

  /** The piece to begin with this peer, or -1; a search that finds none is not made again until it may. */
  #nextPiece(peer: PickingPeer): number {
    const { openings } = this.#order;
    if (peer.barrenAt === openings) return -1;
    const accepts = (piece: number): boolean => peer.has(piece);
    let piece: number;
    if (this.sequential) piece = this.#order.firstInSequence(accepts);
    else if (peer.fewPieces) piece = this.#order.firstOf(peer.fewPieces, accepts);
    else if (this.have.count < RANDOM_FIRST_PIECES) piece = this.#order.any(accepts);
    else piece = this.#order.first(accepts);
    if (piece < 0) peer.barrenAt = openings;
    return piece;
  }

  #openPiece(piece: number): OpenPiece {
    const open = new OpenPiece(piece, this.#geometry.blocksOfPiece(piece));
    this.#built?.close(piece);
    this.#open.set(piece, open);
    this.#withFreeBlocks.add(open);
    return open;
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
