/** A connected peer as the picker sees it: what it may be asked for now, and how it is asked. */
import type { RateAllowance } from '../limits/rate-allowance.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { PickingPeer } from '../picker/piece-picker.ts';
import type { PieceGeometry } from '../pieces/piece-geometry.ts';
import { beginOf, type TorrentState } from './torrent-state.ts';

export class AskedPeer implements PickingPeer {
  readonly peer: PeerConnection;
  barrenAt = -1;
  readonly #geometry: PieceGeometry;
  readonly #allowance: RateAllowance<PeerConnection>;

  constructor(peer: PeerConnection, { geometry, downloadAllowance }: TorrentState) {
    this.peer = peer;
    this.#geometry = geometry;
    this.#allowance = downloadAllowance;
  }

  get id(): number {
    return this.peer.id;
  }

  get rate(): number {
    return this.peer.download.rate;
  }

  has(piece: number): boolean {
    const { pieces, fast } = this.peer;
    return pieces.has(piece) && (fast.refused.size === 0 || !fast.refused.has(piece));
  }

  ask(piece: number, block: number): void {
    const length = this.#geometry.bytesOfBlock(piece, block);
    this.#allowance.take(this.peer, length);
    this.peer.requests.add(piece, block, this.peer.now());
    this.peer.sendRequest(piece, beginOf(block), length);
  }
}
