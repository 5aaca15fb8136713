/** Leads what peers say to the topic that it concerns. */
import type { PeerListener } from '../peer/peer-connection.ts';
import type { TorrentChoking } from './torrent-choking.ts';
import type { TorrentDiscovery } from './torrent-discovery.ts';
import type { TorrentLiars } from './torrent-liars.ts';
import type { TorrentMetadata } from './torrent-metadata.ts';
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
  liars: TorrentLiars;
  metadata: TorrentMetadata;
  discovery: TorrentDiscovery;
}): PeerListener {
  const { state, swarm, requests, uploads, choking, liars, discovery, metadata } = topics;
  return {
    onPieces: (peer) => {
      swarm().countPieces(peer);
      requests.onOffer(peer);
    },
    onHave: (peer, piece) => {
      swarm().countHave(peer, piece);
      requests.onOffer(peer);
    },
    onLost: (peer, piece) => {
      requests.releasePiece(peer, piece);
      swarm().countLost(peer, piece);
    },
    onChoked: (peer) => requests.onChoked(peer),
    onUnchoked: (peer) => requests.onOffer(peer),
    onPeerInterest: (peer) => choking.onInterest(peer),
    onRequest: (peer, piece, begin, length) => uploads.onRequest(peer, piece, begin, length),
    onReject: (peer, piece, begin) => requests.onReject(peer, piece, begin),
    onAllowedFast: (peer) => requests.onOffer(peer),
    onUploadOnly: (peer) => swarm().onUploadOnly(peer),
    onIntroduced: (peer) => discovery.onIntroduced(peer),
    onExtension: (peer, name, payload) => {
      if (name === 'pex') discovery.onPex(peer, payload);
      else metadata.onMessage(peer, payload);
    },
    onDhtPort: (peer, port) => discovery.onDhtPort(peer, port),
    onBlockStart: (peer, piece, begin, length) => requests.onBlockStart(peer, piece, begin, length),
    onBlockEnd: (peer, piece, begin, length, isStored) =>
      requests.onBlockEnd(peer, piece, begin, length, isStored),
    onTurnEnd: (peer) => {
      requests.onTurnEnd(peer);
      if (state.isActive) uploads.serve(peer);
    },
    onClosed: (peer) => {
      if (!state.peers.has(peer.id)) return;
      requests.releaseAll(peer);
      liars.onLeave(peer);
      uploads.forget(peer);
      choking.forget(peer);
      discovery.forget(peer);
      metadata.forget(peer);
      swarm().remove(peer);
      requests.topUpAll();
    },
  };
}
