/** The sums over all downloads. Pure. */
import type { DownloadStatus, EngineStats } from '../core/messages.ts';
import type { SessionParts } from './session-parts.ts';

/** `statuses` of every download that has rates or peers; `parts` of a session that runs. */
export function sumUp(
  statuses: readonly DownloadStatus[],
  parts: Pick<SessionParts, 'listeners' | 'dht'> | null,
  known: Pick<EngineStats, 'downloads' | 'peerCloses' | 'alternativeLimits' | 'reachedFromOutside'>,
): EngineStats {
  const stats: EngineStats = {
    downloadRate: 0,
    uploadRate: 0,
    activeDownloads: 0,
    peers: 0,
    peerPort: parts?.listeners.port ?? null,
    dhtNodes: parts?.dht.nodes ?? null,
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
