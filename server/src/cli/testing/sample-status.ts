import type { DownloadStatus } from '../../engine/index.ts';

/** A download in the middle of its way, with `changes`. */
export function sampleStatus(changes: Partial<DownloadStatus> = {}): DownloadStatus {
  return {
    id: 'a'.repeat(40),
    name: 'sample',
    state: 'downloading',
    error: null,
    progress: 0.5,
    totalBytes: 4096,
    wantedBytes: 2048,
    completedBytes: 1024,
    downloadedBytes: 1030,
    uploadedBytes: 10,
    downloadRate: 1536,
    uploadRate: 0,
    ratio: 0.01,
    etaSeconds: 75,
    peers: 1,
    seeds: 1,
    peersInSwarm: null,
    seedsInSwarm: null,
    directory: '/tmp',
    sequential: false,
    firstLastPieces: false,
    superSeeding: false,
    forceStart: false,
    downloadLimit: null,
    uploadLimit: null,
    completedAt: null,
    move: null,
    stagingDirectory: null,
    metadata: null,
    trackerHosts: [],
    ...changes,
  };
}
