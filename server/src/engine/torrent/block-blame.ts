/**
 * Who sent the wrong block of a bad piece (libtorrent's smart ban). Of a piece that hashes wrong, a digest of each
 * block is kept with its sender; when the piece hashes right later, those whose blocks were others then are
 * guilty, and nobody else is. A peer that sent a bad piece alone is guilty at once.
 *
 * Until then its senders are on parole: they get only pieces that nobody else touches, so that the next bad one
 * has one sender. Parole ends after a while in any case, since a piece may never come again. A newcomer is held to
 * one piece at a time until something right came from it, so that a liar spoils one piece before it is noticed.
 * Bounded. Pure.
 */
import type { Clock } from '../core/clock.ts';
import { differingBlocks } from '../storage/block-digests.ts';

const PAROLE_MS = 60_000;
/** Then a newcomer is trusted like others, though no piece of its is complete: others may be slow with it. */
const TRIAL_MS = 5_000;
/** Bad pieces that are remembered: of the largest pieces each takes some 100 KiB. */
const MAX_RECORDS = 64;

/** Of blocks that an earlier run wrote. */
const UNKNOWN_SENDER = 0;

export interface TakenPiece {
  readonly index: number;
  /** Nobody is asked for blocks of it. */
  readonly isIdle: boolean;
}

export interface BadPiece {
  readonly piece: number;
  /** Dense number of the peer that each block came from. */
  readonly senders: Int32Array;
  /** Null until the disk has told. */
  digests: Uint8Array | null;
  readonly paroleUntil: number;
}

export class BlockBlame {
  readonly #clock: Clock;
  readonly #records: BadPiece[] = [];
  /** Peers on parole, and until when; monotonic milliseconds. */
  readonly #suspects = new Map<number, number>();
  /** Open pieces that a peer on parole fetches alone, for as long: it must not hold a piece by being slow. */
  readonly #reserved = new Map<number, { peer: number; until: number }>();

  /** Peers that a right piece came from. */
  readonly #proven = new Set<number>();
  /** The others that something was asked of: the piece that they are held to, and until when. */
  readonly #trials = new Map<number, { piece: number; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A piece hashed wrong. Gives who is guilty by that alone, or what its blocks are to be noted in; then all senders
   * are on parole, but not where one is `known` to be a liar, who was most likely the one, or where blocks are of an
   * earlier run and nobody knows who sent them.
   */
  onBad(
    piece: number,
    senders: Int32Array,
    isKnownLiar: (peer: number) => boolean,
  ): { guilty: number } | { record: BadPiece } {
    const all = new Set(senders);
    const hasUnknown = all.delete(UNKNOWN_SENDER);
    const [first] = all;
    if (all.size === 1 && !hasUnknown) return { guilty: first! };
    const isExplained = hasUnknown || [...all].some(isKnownLiar);
    const paroleUntil = isExplained ? 0 : this.#clock.now() + PAROLE_MS;
    const record: BadPiece = { piece, senders, digests: null, paroleUntil };
    this.#records.push(record);
    if (this.#records.length > MAX_RECORDS) this.#records.shift();
    this.#findSuspects();
    return { record };
  }

  /** Whether the digests of the piece are wanted, now that it is right. */
  isInQuestion(piece: number): boolean {
    return this.#records.some((record) => record.piece === piece);
  }

  /** The piece hashed right: gives those that sent other blocks before, and clears the others. */
  onGood(piece: number, digests: Uint8Array | null): number[] {
    const guilty = new Set<number>();
    for (const record of this.#takeRecords(piece)) {
      if (digests === null || record.digests === null) continue;
      for (const block of differingBlocks(record.digests, digests)) {
        guilty.add(record.senders[block]!);
      }
    }
    guilty.delete(UNKNOWN_SENDER);
    this.#findSuspects();
    return [...guilty];
  }

  /**
   * Whether the peer may send blocks of an open piece now. What nobody is asked for goes to whoever takes it, one on
   * parole too: where all are on parole such pieces would stay as they are.
   */
  mayTake(peer: number, open: TakenPiece): boolean {
    if (this.#suspects.size === 0 && this.#reserved.size === 0) return true;
    const owner = this.#ownerOf(open.index);
    return owner === null ? !this.isSuspect(peer) || open.isIdle : owner === peer;
  }

  /** The piece that the peer is held to while nothing right came from it yet, or -1. */
  trialOf(peer: number): number {
    const trial = this.#trials.get(peer);
    return trial !== undefined && trial.until > this.#clock.now() ? trial.piece : -1;
  }

  /** A block of a piece that it may take is asked of the peer: one on parole has the piece to itself. */
  onAsk(peer: number, piece: number): void {
    if (!this.#proven.has(peer)) this.#noteTrial(peer, piece);
    if (this.#suspects.size > 0 && this.isSuspect(peer)) this.reserve(peer, piece);
    else if (this.#reserved.size > 0) this.#reserved.delete(piece);
  }

  /** Only this peer is to send blocks of the piece while it is open. */
  reserve(peer: number, piece: number): void {
    if (this.#ownerOf(piece) === peer) return;
    this.#reserved.set(piece, { peer, until: this.#clock.now() + PAROLE_MS });
  }

  /** Of these peers something right has come: whether newcomers may go on now. */
  onProven(peers: Iterable<number>): boolean {
    const wasHeld = this.#trials.size > 0;
    for (const peer of peers) {
      this.#proven.add(peer);
      this.#trials.delete(peer);
    }
    return wasHeld;
  }

  isProven(peer: number): boolean {
    return this.#proven.has(peer);
  }

  /** The peer is gone. */
  forget(peer: number): void {
    this.release(peer);
    this.#proven.delete(peer);
    this.#trials.delete(peer);
  }

  /** The peer does not go on with what it was asked for: others may. */
  release(peer: number): void {
    for (const [piece, owner] of this.#reserved) {
      if (owner.peer === peer) this.#reserved.delete(piece);
    }
  }

  isSuspect(peer: number): boolean {
    const until = this.#suspects.get(peer);
    if (until === undefined) return false;
    if (until > this.#clock.now()) return true;
    this.#suspects.delete(peer);
    return false;
  }

  #noteTrial(peer: number, piece: number): void {
    const trial = this.#trials.get(peer);
    if (trial) trial.piece = piece;
    else this.#trials.set(peer, { piece, until: this.#clock.now() + TRIAL_MS });
  }

  #ownerOf(piece: number): number | null {
    const owner = this.#reserved.get(piece);
    if (owner === undefined) return null;
    if (owner.until > this.#clock.now()) return owner.peer;
    this.#reserved.delete(piece);
    return null;
  }

  #takeRecords(piece: number): BadPiece[] {
    const taken = this.#records.filter((record) => record.piece === piece);
    const kept = this.#records.filter((record) => record.piece !== piece);
    this.#records.splice(0, this.#records.length, ...kept);
    return taken;
  }

  /** Everybody that sent blocks of a bad piece that is not settled. */
  #findSuspects(): void {
    const now = this.#clock.now();
    this.#suspects.clear();
    for (const { senders, paroleUntil } of this.#records) {
      if (paroleUntil <= now) continue;
      for (const peer of senders) this.#suspects.set(peer, paroleUntil);
    }
  }
}
