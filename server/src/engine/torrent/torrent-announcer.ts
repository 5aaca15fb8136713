/** What the trackers of one torrent are told of it. */
import { Announcer, type AnnouncerInit } from '../tracker/index.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export function createAnnouncer(
  state: TorrentState,
  context: TorrentContext,
  tiers: readonly (readonly string[])[],
  listener: Pick<AnnouncerInit, 'onPeers' | 'onExternalAddress'>,
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
    ...listener,
  });
}
