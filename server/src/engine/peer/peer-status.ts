/** How others see one connected peer. */
import type { PeerStatus } from '../core/messages.ts';
import type { PeerConnection } from './peer-connection.ts';

export function peerStatusOf(peer: PeerConnection): PeerStatus {
  return {
    ...peer.remote,
    client: peer.client,
    source: peer.source,
    incoming: peer.incoming,
    encryption: peer.encryption,
    progress: peer.pieces.count / peer.pieces.length,
    downloadRate: peer.download.rate,
    uploadRate: peer.upload.rate,
    downloadedBytes: peer.download.total,
    uploadedBytes: peer.upload.total,
    interested: peer.isInterested,
    choked: peer.isChoked,
    peerInterested: peer.isPeerInterested,
    peerChoked: peer.isChoking,
    snubbed: peer.isSnubbed,
    optimistic: peer.isOptimistic,
  };
}
