/** What the trackers of one torrent are told of it, and what becomes of the peers that they name. */
import type { PeerEndpoint } from '../core/messages.ts';
import type { PeerRules } from '../net/address-rules.ts';
import { Announcer, type AnnouncerInit } from '../tracker/index.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

const LOOPBACK_TRACKER = /^[a-z]+:\/\/(localhost|127\.[\d.]+|\[::1\])[:/]/i;

export interface AnnouncedTorrent extends Pick<AnnouncerInit, 'onExternalAddress' | 'onChange'> {
  /** As they are now. */
  tiers(): readonly (readonly string[])[];
  /** Only a tracker on this machine may name peers on this machine (hardening: address rules). */
  onPeers(peers: PeerEndpoint[], rules: PeerRules): void;
}

export function createAnnouncer(
  state: TorrentState,
  context: TorrentContext,
  torrent: AnnouncedTorrent,
): Announcer {
  return new Announcer(context.tracking, {
    ...torrent,
    infoHash: state.infoHash,
    peerId: context.peerId,
    port: () => context.listenPort,
    tiers: torrent.tiers(),
    totals: () => ({
      uploaded: state.upload.total,
      downloaded: state.download.total,
      left: state.wanted.total - state.completedWantedBytes,
    }),
    wantsPeers: () => state.isActive,
    onPeers: (peers) => torrent.onPeers(peers, trackerPeerRules(torrent.tiers())),
  });
}

/** What trackers may name, whichever of them does. The user chose the tracker, so that one outside may name peers in the own network. */
export function trackerPeerRules(tiers: readonly (readonly string[])[]): PeerRules {
  const isHere = tiers.some((tier) => tier.some((url) => LOOPBACK_TRACKER.test(url)));
  return { namedBy: isHere ? 'loopback' : 'private', allowServicePorts: true };
}
