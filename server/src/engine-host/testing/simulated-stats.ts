/** The sums of an engine that has these downloads. */
import type { DhtStatus, DownloadStatus, EngineStats } from '../../engine/index.ts';

export function simulatedStats(
  all: readonly DownloadStatus[],
  { dht, alternativeLimits }: { dht: DhtStatus; alternativeLimits: boolean },
): EngineStats {
  const sum = (field: 'downloadRate' | 'uploadRate' | 'peers'): number =>
    all.reduce((total, status) => total + status[field], 0);
  return {
    downloadRate: sum('downloadRate'),
    uploadRate: sum('uploadRate'),
    downloads: all.length,
    activeDownloads: all.filter((status) => status.downloadRate + status.uploadRate > 0).length,
    peers: sum('peers'),
    peerPort: 51_413,
    peerCloses: {},
    alternativeLimits,
    dhtNodes: dht.families.reduce((total, { nodes }) => total + nodes, 0),
    reachedFromOutside: false,
  };
}
