/** The sums over all downloads. Pure. */
import type { DownloadStatus, EngineStats } from '../core/messages.ts';

/** `statuses` of every download that has rates or peers. */
export function sumUp(
  statuses: readonly DownloadStatus[],
  known: Pick<
    EngineStats,
    'downloads' | 'peerPort' | 'peerCloses' | 'alternativeLimits' | 'dhtNodes'
  >,
): EngineStats {
  const stats: EngineStats = {
    downloadRate: 0,
    uploadRate: 0,
    activeDownloads: 0,
    peers: 0,
    ...known,
  };
  for (const { downloadRate, uploadRate, peers } of statuses) {
    stats.downloadRate += downloadRate;
    stats.uploadRate += uploadRate;
    stats.peers += peers;
    if (downloadRate > 0 || uploadRate > 0) stats.activeDownloads++;
  }
  return stats;
}
