/** Leads what peers say to the topic that it concerns. */
import type { PeerListener } from '../peer/peer-connection.ts';
import type { TorrentChoking } from './torrent-choking.ts';
import type { TorrentRequests } from './torrent-requests.ts';
import type { TorrentState } from './torrent-state.ts';
import type { TorrentSwarm } from './torrent-swarm.ts';
import type { TorrentUploads } from './torrent-uploads.ts';

export function createPeerListener(topics: {
  state: TorrentState;
  /** The swarm is made with this listener, and so after it. */
  swarm: () => TorrentSwarm;
  requests: TorrentRequests;
  uploads: TorrentUploads;
  choking: TorrentChoking;
}): PeerListener {
  const { state, swarm, requests, uploads, choking } = topics;
  return {
    onPieces: (peer) => swarm().countPieces(peer),
    onHave: (peer, piece) => swarm().countHave(peer, piece),
    onChoked: (peer) => requests.releaseAll(peer),
    onUnchoked: () => {},
    onPeerInterest: (peer) => choking.onInterest(peer),
    onRequest: (peer, piece, begin, length) => uploads.onRequest(peer, piece, begin, length),
    onBlockStart: (peer, piece, begin, length) => requests.onBlockStart(peer, piece, begin, length),
    onBlockEnd: (peer, piece, begin, length, isStored) =>
      requests.onBlockEnd(peer, piece, begin, length, isStored),
    onTurnEnd: (peer) => {
      requests.topUp(peer);
      if (state.isActive) uploads.serve(peer);
    },
    onClosed: (peer) => {
      if (!state.peers.has(peer.id)) return;
      requests.releaseAll(peer);
      uploads.forget(peer);
      choking.forget(peer);
      swarm().remove(peer);
      requests.topUpAll();
    },
  };
}
