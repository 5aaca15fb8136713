/** When a peer will have sent what it was asked for, as far as its rate tells. Pure. */
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import type { PeerConnection } from './peer-connection.ts';

/** How long the peer will need for what it was asked for, or has been silent. */
export function secondsToDrain(peer: PeerConnection): number {
  if (peer.isSnubbed || peer.isChoked) return Infinity;
  const { rate } = peer.download;
  const silent = (peer.now() - peer.lastBlockAt) / 1_000;
  const drain = rate > 0 ? (peer.requests.size * BLOCK_BYTES) / rate : silent;
  return Math.max(drain, silent);
}
