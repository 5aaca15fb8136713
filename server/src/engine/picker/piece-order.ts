/**
 * The pieces that may be begun, in the order in which they should be: by priority, and within a priority
 * the rarest first (libtorrent's band array). `order` holds every piece; those of one rank stand together
 * in a band, in random order; `bandEnds` says where each band ends. Moving a piece one band up or down is
 * one swap across a boundary, so that a `have` costs the same for 10 pieces as for 100,000. A bitfield only
 * adds up; the bands are built anew for all bitfields that came, when a piece is asked for.
 *
 * Invariant: `order[place[piece]] === piece`, and ranks never fall along `order`.
 */
import type { Random } from '../core/random.ts';

/** More copies than this are all equally common; so that ranks fit into a byte. */
const MAX_AVAILABILITY = 62;
const RANKS_OF_PRIORITY = MAX_AVAILABILITY + 1;
/** Priorities that may be begun: urgent, high, normal, low. */
const PRIORITIES = 4;
/** Rank of pieces that must not be begun: had, open, or not wanted. */
const CLOSED_RANK = PRIORITIES * RANKS_OF_PRIORITY;

/** The order lags behind by less than one in so many bitfields, */
const MOST_LAG_SHARE = 16;
/** and for less than so many pieces. */
const MOST_LAG = 64;

/** 0 is not wanted, 1 low, 2 normal, 3 high, 4 urgent. */
export type PiecePriority = 0 | 1 | 2 | 3 | 4;

export class PieceOrder {
  readonly #pieceCount: number;
  #order: Int32Array;
  readonly #place: Int32Array;
  readonly #rank: Uint8Array;
  /** For each rank, the place after its last piece. */
  readonly #bandEnds: Int32Array;
  readonly #availability: Uint16Array;
  readonly #priority: Uint8Array;
  /** Pieces that are had or being downloaded. */
  readonly #isClosed: Uint8Array;
  readonly #random: Random;
  /** Bitfields that changed availabilities since the bands were built: these lag behind by so much. */
  #stale = 0;
  /** Questions for the order since it was stale. */
  #questions = 0;
  /** Bitfields that are counted in. */
  #bitfields = 0;
  /** For each priority, no piece of it in front of this one may be begun. */
  readonly #sequenceStart = new Int32Array(PRIORITIES + 1);
  /** Counts what may make a search succeed that failed before. */
  #openings = 0;

  constructor(pieceCount: number, random: Random) {
    this.#pieceCount = pieceCount;
    this.#random = random;
    this.#order = Int32Array.from({ length: pieceCount }, (_, piece) => piece);
    for (let last = pieceCount - 1; last > 0; last--) this.#swap(last, random.below(last + 1));
    this.#place = new Int32Array(pieceCount);
    for (let place = 0; place < pieceCount; place++) this.#place[this.#order[place]!] = place;
    this.#availability = new Uint16Array(pieceCount);
    this.#priority = new Uint8Array(pieceCount).fill(2);
    this.#isClosed = new Uint8Array(pieceCount);
    const first = rankOf(2, 0);
    this.#rank = new Uint8Array(pieceCount).fill(first);
    this.#bandEnds = new Int32Array(CLOSED_RANK + 1);
    this.#bandEnds.fill(pieceCount, first);
  }

  /** Grows whenever a piece may be begun that could not be before. */
  get openings(): number {
    return this.#openings;
  }

  priorityOf(piece: number): number {
    return this.#priority[piece]!;
  }

  availabilityOf(piece: number): number {
    return this.#availability[piece]!;
  }

  /** One more, or one fewer, connected peer that is no seed has the piece. */
  changeAvailability(piece: number, by: 1 | -1): void {
    this.#availability[piece]! += by;
    this.#moveToRank(piece);
  }

  /** The same for all of a bitfield's pieces (BEP 3: the high bit of a byte first). */
  changeAvailabilities(bitfield: Uint8Array, by: 1 | -1): void {
    for (let at = 0; at < bitfield.length; at++) {
      for (let bits = bitfield[at]!, piece = at * 8; bits !== 0; bits = (bits << 1) & 0xff) {
        if (bits & 0x80) this.#availability[piece]! += by;
        piece++;
      }
    }
    this.#stale++;
    this.#bitfields += by;
  }

  setPriority(piece: number, priority: PiecePriority): void {
    if (this.#priority[piece] === priority) return;
    this.#priority[piece] = priority;
    this.#noteOpening(piece);
    this.#moveToRank(piece);
  }

  /** The piece is had or was begun: it is not offered until it is opened again. */
  close(piece: number): void {
    this.#isClosed[piece] = 1;
    this.#moveToRank(piece);
  }

  reopen(piece: number): void {
    this.#isClosed[piece] = 0;
    this.#noteOpening(piece);
    this.#moveToRank(piece);
  }

  mayBegin(piece: number): boolean {
    return this.#isClosed[piece] === 0 && this.#priority[piece]! > 0;
  }

  /** The first piece in order that `accepts` takes, or -1. */
  first(accepts: (piece: number) => boolean): number {
    const end = this.#openEnd();
    for (let place = 0; place < end; place++) {
      const piece = this.#order[place]!;
      if (accepts(piece)) return piece;
    }
    return -1;
  }

  /** The first in order of the pieces of a bitfield: for one with few, where that is quicker than the order. */
  firstOf(bitfield: Uint8Array, accepts: (piece: number) => boolean): number {
    let best = -1;
    for (let at = 0; at < bitfield.length; at++) {
      for (let bits = bitfield[at]!, piece = at * 8; bits !== 0; bits = (bits << 1) & 0xff) {
        const isCandidate = (bits & 0x80) !== 0 && this.mayBegin(piece) && accepts(piece);
        if (isCandidate && (best < 0 || this.#place[piece]! < this.#place[best]!)) best = piece;
        piece++;
      }
    }
    return best;
  }

  /** Any piece of the highest priority that `accepts` takes one of, wherever it stands; -1 where there is none. */
  any(accepts: (piece: number) => boolean): number {
    this.#openEnd();
    for (let priority = PRIORITIES; priority > 0; priority--) {
      const firstRank = rankOf(priority, 0);
      const start = firstRank === 0 ? 0 : this.#bandEnds[firstRank - 1]!;
      const count = this.#bandEnds[firstRank + MAX_AVAILABILITY]! - start;
      const shift = count > 0 ? this.#random.below(count) : 0;
      for (let step = 0; step < count; step++) {
        const piece = this.#order[start + ((shift + step) % count)]!;
        if (accepts(piece)) return piece;
      }
    }
    return -1;
  }

  /** The lowest piece of the highest priority that `accepts` takes, or -1: for reading while it downloads. */
  firstInSequence(accepts: (piece: number) => boolean): number {
    for (let priority = PRIORITIES; priority > 0; priority--) {
      let isAtStart = true;
      for (let piece = this.#sequenceStart[priority]!; piece < this.#pieceCount; piece++) {
        const isCandidate = this.#priority[piece] === priority && this.#isClosed[piece] === 0;
        if (isCandidate && accepts(piece)) return piece;
        isAtStart &&= !isCandidate;
        if (isAtStart) this.#sequenceStart[priority] = piece + 1;
      }
    }
    return -1;
  }

  /** Places in front of which pieces may be begun. */
  #openEnd(): number {
    if (this.#stale > 0) this.#rebuildWhenDue();
    return this.#bandEnds[CLOSED_RANK - 1]!;
  }

  #noteOpening(piece: number): void {
    if (!this.mayBegin(piece)) return;
    this.#openings++;
    const priority = this.#priority[piece]!;
    this.#sequenceStart[priority] = Math.min(this.#sequenceStart[priority]!, piece);
  }

  #rankOfPiece(piece: number): number {
    return this.mayBegin(piece)
      ? rankOf(this.#priority[piece]!, this.#availability[piece]!)
      : CLOSED_RANK;
  }

  #moveToRank(piece: number): void {
    const target = this.#rankOfPiece(piece);
    const before = this.#rank[piece]!;
    if (target === before) return;
    for (let rank = before; rank < target; rank++) this.#crossUp(piece, rank);
    for (let rank = before; rank > target; rank--) this.#crossDown(piece, rank);
    this.#rank[piece] = target;
    this.#shuffleIntoBand(piece, target);
  }

  /** One newcomer among many changes little: the order may lag behind for a few pieces (3 ms for 100,000 pieces). */
  #rebuildWhenDue(): void {
    this.#questions++;
    const isDue = this.#stale * MOST_LAG_SHARE >= this.#bitfields || this.#questions > MOST_LAG;
    if (isDue) this.#rebuild();
  }

  /** Sorts by counting, along the present order, so that a band stays as random as it was. */
  #rebuild(): void {
    this.#stale = 0;
    this.#questions = 0;
    const counts = this.#bandEnds.fill(0);
    for (let piece = 0; piece < this.#pieceCount; piece++) {
      const rank = this.#rankOfPiece(piece);
      this.#rank[piece] = rank;
      counts[rank]!++;
    }
    const next = new Int32Array(CLOSED_RANK + 1);
    for (let rank = 0, start = 0; rank <= CLOSED_RANK; rank++) {
      next[rank] = start;
      start += counts[rank]!;
      this.#bandEnds[rank] = start;
    }
    const sorted = new Int32Array(this.#pieceCount);
    for (const piece of this.#order) {
      const place = next[this.#rank[piece]!]!++;
      sorted[place] = piece;
      this.#place[piece] = place;
    }
    this.#order = sorted;
  }

  /** From the end of band `rank` to the start of the next. */
  #crossUp(piece: number, rank: number): void {
    const last = --this.#bandEnds[rank]!;
    this.#exchange(this.#place[piece]!, last);
  }

  /** From the start of band `rank` to the end of the one before. */
  #crossDown(piece: number, rank: number): void {
    const first = this.#bandEnds[rank - 1]!++;
    this.#exchange(this.#place[piece]!, first);
  }

  /** Keeps a band in random order, so that peers with the same view do not all take the same piece. */
  #shuffleIntoBand(piece: number, rank: number): void {
    const start = rank === 0 ? 0 : this.#bandEnds[rank - 1]!;
    const end = this.#bandEnds[rank]!;
    this.#exchange(this.#place[piece]!, start + this.#random.below(end - start));
  }

  #exchange(one: number, other: number): void {
    if (one === other) return;
    this.#swap(one, other);
    this.#place[this.#order[one]!] = one;
    this.#place[this.#order[other]!] = other;
  }

  #swap(one: number, other: number): void {
    const piece = this.#order[one]!;
    this.#order[one] = this.#order[other]!;
    this.#order[other] = piece;
  }
}

function rankOf(priority: number, availability: number): number {
  return (PRIORITIES - priority) * RANKS_OF_PRIORITY + Math.min(availability, MAX_AVAILABILITY);
}
