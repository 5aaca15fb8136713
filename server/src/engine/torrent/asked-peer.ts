/** A connected peer as the picker sees it: what it may be asked for now, and how it is asked. */
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { PickingPeer } from '../picker/piece-picker.ts';
import { beginOf, type TorrentState } from './torrent-state.ts';

/** A peer with less than one piece in so many has few: a look through the order passes over as many for one hit. */
const FEW_SHARE = 64;

export class AskedPeer implements PickingPeer {
  readonly peer: PeerConnection;
  barrenAt = -1;
  readonly #state: TorrentState;

  constructor(peer: PeerConnection, state: TorrentState) {
    this.peer = peer;
    this.#state = state;
  }

  get id(): number {
    return this.peer.id;
  }

  get rate(): number {
    return this.peer.download.rate;
  }

  get fewPieces(): Uint8Array | null {
    const { bytes, count, length } = this.peer.pieces;
    return count * FEW_SHARE < length ? bytes : null;
  }

  has(piece: number): boolean {
    const { pieces, fast } = this.peer;
    const isOffered = pieces.has(piece) && (fast.refused.size === 0 || !fast.refused.has(piece));
    return isOffered && this.#state.mayTake(this.peer, piece);
  }

  ask(piece: number, block: number): void {
    const { geometry, downloadAllowance, blame } = this.#state;
    const length = geometry.bytesOfBlock(piece, block);
    downloadAllowance.take(this.peer, length);
    blame.onAsk(this.peer.id, piece);
    this.peer.requests.add(piece, block, this.peer.now());
    this.peer.sendRequest(piece, beginOf(block), length);
  }
}
