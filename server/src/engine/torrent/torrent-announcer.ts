/** What the trackers of one torrent are told of it. */
import type { PeerEndpoint } from '../core/messages.ts';
import { Announcer } from '../tracker/index.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export function createAnnouncer(
  state: TorrentState,
  context: TorrentContext,
  tiers: readonly (readonly string[])[],
  onPeers: (peers: readonly PeerEndpoint[]) => void,
): Announcer {
  return new Announcer(context.tracking, {
    infoHash: state.infoHash,
    peerId: context.peerId,
    port: () => context.listenPort,
    tiers,
    totals: () => ({
      uploaded: state.upload.total,
      downloaded: state.download.total,
      left: state.wanted.total - state.completedWantedBytes,
    }),
    wantsPeers: () => state.isActive,
    onPeers,
  });
}
