/**
 * What the fast extension (BEP 6) makes a connection remember of single pieces, both ways. Every set is
 * bounded: a peer can name as many pieces as it likes. Pure.
 */
import { RequestTable } from './request-table.ts';

/** libtorrent keeps as many of each. */
const MAX_SUGGESTED = 16;
const MAX_ALLOWED = 100;
const MAX_REFUSED = 64;
/** Two full windows of requests. */
const MAX_CANCELLED = 4_000;
/** Time in which a peer that refused without choking may have changed its mind. */
const FORGIVE_AFTER_MS = 10_000;
/** How often a choked peer may fetch what we allowed it: lost blocks are asked for again, floods are not served. */
const SERVE_TIMES = 3;

export class FastPieces {
  /** Pieces that the peer serves while it chokes us. */
  readonly allowedToUs = new Set<number>();
  /** Pieces that the peer would rather send than others, newest last. */
  readonly suggested: number[] = [];
  /** Pieces that it refused although it did not choke us: not asked for again until it unchokes us anew, or a while later. */
  readonly refused = new Set<number>();
  #allowedToPeer: ReadonlySet<number> = new Set();
  #bytesLeft = 0;
  /** Cancelled requests that were not answered yet. */
  #cancelled: RequestTable | null = null;
  #refusedAt = 0;

  allowUs(piece: number): void {
    if (this.allowedToUs.size < MAX_ALLOWED) this.allowedToUs.add(piece);
  }

  suggest(piece: number): void {
    if (this.suggested.includes(piece)) return;
    this.suggested.push(piece);
    if (this.suggested.length > MAX_SUGGESTED) this.suggested.shift();
  }

  refuse(piece: number, now: number): void {
    if (this.refused.size >= MAX_REFUSED) this.refused.clear();
    this.refused.add(piece);
    this.#refusedAt = now;
  }

  /** What was refused a while ago may be asked for again, lest a last piece is never; whether there was any. */
  forgive(now: number): boolean {
    if (this.refused.size === 0 || now - this.#refusedAt < FORGIVE_AFTER_MS) return false;
    this.refused.clear();
    return true;
  }

  /** A cancel was sent, which the peer answers by the block or by a `reject`. */
  noteCancelled(piece: number, block: number): void {
    this.#cancelled ??= new RequestTable();
    if (this.#cancelled.size >= MAX_CANCELLED) this.#cancelled.takeOldest(() => {});
    this.#cancelled.add(piece, block, 0);
  }

  /** Whether what came is the answer to a cancel: the block may be asked of the peer anew by now. */
  takeCancelled(piece: number, block: number): boolean {
    return this.#cancelled?.remove(piece, block) ?? false;
  }

  /** The pieces that we serve it while we choke it. */
  allowPeer(pieces: readonly number[], pieceBytes: number): void {
    this.#allowedToPeer = new Set(pieces);
    this.#bytesLeft = pieces.length * pieceBytes * SERVE_TIMES;
  }

  /** Whether it may have the piece while we choke it. */
  isAllowedToPeer(piece: number): boolean {
    return this.#allowedToPeer.has(piece);
  }

  /** Whether a request that came while we choke it is served; takes it from what is left to it. */
  takeGrant(piece: number, length: number): boolean {
    if (!this.#allowedToPeer.has(piece) || this.#bytesLeft < length) return false;
    this.#bytesLeft -= length;
    return true;
  }
}
