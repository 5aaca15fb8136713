/** The counters of an engine that has these downloads and has met nobody. */
import type { DownloadStatus, EngineCounters } from '../../engine/index.ts';

export function simulatedCounters(
  statuses: readonly DownloadStatus[],
): Omit<EngineCounters, 'traffic'> {
  const downloads: EngineCounters['downloads'] = {
    metadata: 0,
    checking: 0,
    queued: 0,
    downloading: 0,
    seeding: 0,
    paused: 0,
    cancelled: 0,
    error: 0,
  };
  const faults: EngineCounters['faults'] = {};
  let peers = 0;
  for (const status of statuses) {
    downloads[status.state]++;
    peers += status.peers;
    if (status.error) faults[status.error.code] = (faults[status.error.code] ?? 0) + 1;
  }
  return {
    downloads,
    faults,
    peers,
    incomingConnections: 0,
    lastOutsideConnectionAt: null,
    announces: [],
    clockOffsetMs: null,
    disk: { writtenBytes: 0, readBytes: 0, checkedBytes: 0, faults: 0, hashMismatches: 0 },
    eventLoop: { activeMs: 0, idleMs: 0, longestDelayMs: null },
  };
}
