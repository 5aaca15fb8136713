/**
 * How far the peers of a torrent are trusted, by libtorrent's measure: a right piece earns its senders a
 * point each, up to 8; a bad one costs 2, and at -7 a peer is out. So a liar cannot get honest peers banned
 * with a block here and there in their pieces. The sole sender of a bad piece is out at once. Pure.
 */
import type { PeerConnection } from '../peer/peer-connection.ts';

const MOST_TRUST = 8;
const BAD_PIECE_COST = 2;
const BAN_AT_TRUST = -7;

export class PeerTrust {
  readonly #points = new WeakMap<PeerConnection, number>();

  /** A piece that it sent blocks of hashed right. */
  earn(peer: PeerConnection): void {
    this.#change(peer, 1);
  }

  /** A piece that it sent blocks of hashed wrong: whether it is to be banned. */
  lose(peer: PeerConnection, wasSoleSender: boolean): boolean {
    return this.#change(peer, -BAD_PIECE_COST) <= BAN_AT_TRUST || wasSoleSender;
  }

  #change(peer: PeerConnection, by: number): number {
    const points = Math.min((this.#points.get(peer) ?? 0) + by, MOST_TRUST);
    this.#points.set(peer, points);
    return points;
  }
}
