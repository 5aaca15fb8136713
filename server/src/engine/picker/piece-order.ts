/**
 * The pieces that may be begun, in the order in which they should be: by priority, and within a priority
 * the rarest first (libtorrent's band array). `order` holds every piece; those of one rank stand together
 * in a band, in random order; `bandEnds` says where each band ends. Moving a piece one band up or down is
 * one swap across a boundary, so that a `have` costs the same for 10 pieces as for 100,000.
 *
 * Invariant: `order[place[piece]] === piece`, and ranks never fall along `order`.
 */
import type { Random } from '../core/random.ts';

/** More copies than this are all equally common. */
const MAX_AVAILABILITY = 63;
const RANKS_OF_PRIORITY = MAX_AVAILABILITY + 1;
/** Priorities that may be begun: high, normal, low. */
const PRIORITIES = 3;
/** Rank of pieces that must not be begun: had, open, or not wanted. */
const CLOSED_RANK = PRIORITIES * RANKS_OF_PRIORITY;

/** 0 is not wanted, 3 is wanted first. */
export type PiecePriority = 0 | 1 | 2 | 3;

export class PieceOrder {
  readonly #order: Int32Array;
  readonly #place: Int32Array;
  readonly #rank: Uint8Array;
  /** For each rank, the place after its last piece. */
  readonly #bandEnds: Int32Array;
  readonly #availability: Uint16Array;
  readonly #priority: Uint8Array;
  /** Pieces that are had or being downloaded. */
  readonly #isClosed: Uint8Array;
  readonly #random: Random;

  constructor(pieceCount: number, random: Random) {
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

  setPriority(piece: number, priority: PiecePriority): void {
    this.#priority[piece] = priority;
    this.#moveToRank(piece);
  }

  /** The piece is had or was begun: it is not offered until it is opened again. */
  close(piece: number): void {
    this.#isClosed[piece] = 1;
    this.#moveToRank(piece);
  }

  reopen(piece: number): void {
    this.#isClosed[piece] = 0;
    this.#moveToRank(piece);
  }

  isClosed(piece: number): boolean {
    return this.#isClosed[piece] === 1;
  }

  /** The first piece in order that `accepts` takes, or -1. */
  first(accepts: (piece: number) => boolean): number {
    const end = this.#openEnd;
    for (let place = 0; place < end; place++) {
      const piece = this.#order[place]!;
      if (accepts(piece)) return piece;
    }
    return -1;
  }

  /** Any piece that `accepts` takes, each with a like chance to be tried first; -1 where there is none. */
  any(accepts: (piece: number) => boolean): number {
    const end = this.#openEnd;
    if (end === 0) return -1;
    const start = this.#random.below(end);
    for (let step = 0; step < end; step++) {
      const piece = this.#order[(start + step) % end]!;
      if (accepts(piece)) return piece;
    }
    return -1;
  }

  /** Whether no piece is left to begin. */
  get isEmpty(): boolean {
    return this.#openEnd === 0;
  }

  get #openEnd(): number {
    return this.#bandEnds[CLOSED_RANK - 1]!;
  }

  #moveToRank(piece: number): void {
    const target =
      this.#isClosed[piece] === 1 || this.#priority[piece] === 0
        ? CLOSED_RANK
        : rankOf(this.#priority[piece]!, this.#availability[piece]!);
    const before = this.#rank[piece]!;
    for (let rank = before; rank < target; rank++) this.#crossUp(piece, rank);
    for (let rank = before; rank > target; rank--) this.#crossDown(piece, rank);
    this.#rank[piece] = target;
    if (target !== before) this.#shuffleIntoBand(piece, target);
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
