/** A torrent's state as others see it. Pure readings of `TorrentState`. */
import type { DownloadStatus, EngineDownloadState, FileStatus } from '../core/messages.ts';
import type { TorrentState } from './torrent-state.ts';
import { fileStatuses } from './wanted-bytes.ts';

export function stateOf(state: TorrentState): EngineDownloadState {
  if (state.fault) return 'error';
  if (state.checking === 'running') return 'checking';
  if (state.checking === 'waiting') return 'queued';
  if (state.intent !== 'started') return state.intent;
  if (state.needsCheck || !state.hasSlot) return 'queued';
  if (state.isAllocating) return 'checking';
  return state.isComplete ? 'seeding' : 'downloading';
}

/** Whether something may be different in a second that no message, timer or call tells of. */
export function isMoving({ peers, download, upload, isDirty, picker }: TorrentState): boolean {
  const isStill = download.isStill && upload.isStill;
  return peers.size > 0 || isDirty || picker.openPieces.size > 0 || !isStill;
}

/** Its files, by the names that they have here. */
export function filesOf({ metainfo, place, filePriorities, picker }: TorrentState): FileStatus[] {
  const statuses = fileStatuses(metainfo, filePriorities, picker.have);
  return place.isRenamed
    ? statuses.map((file) => ({ ...file, path: place.pathOf(file.index) }))
    : statuses;
}

export function statusOf(
  state: TorrentState,
  swarm: { seeds: number | null; peers: number | null },
  trackerHosts: readonly string[],
): DownloadStatus {
  const downloadRate = state.download.rate;
  const missing = state.wanted.total - state.completedWantedBytes;
  let seeds = 0;
  for (const peer of state.peers.values()) if (peer.isSeed) seeds++;
  const stage = stateOf(state);
  return {
    id: state.metainfo.id,
    name: state.place.name,
    state: stage,
    error: state.fault,
    progress: progressOf(state, stage),
    totalBytes: state.metainfo.totalBytes,
    wantedBytes: state.wanted.total,
    completedBytes: state.completedWantedBytes,
    downloadedBytes: state.downloadedBytes,
    uploadedBytes: state.uploadedBytes,
    downloadRate,
    uploadRate: state.upload.rate,
    ratio: state.downloadedBytes > 0 ? state.uploadedBytes / state.downloadedBytes : null,
    etaSeconds:
      stage === 'downloading' && downloadRate > 0 ? Math.ceil(missing / downloadRate) : null,
    peers: state.peers.size,
    seeds,
    peersInSwarm: inAll(swarm),
    seedsInSwarm: swarm.seeds,
    directory: state.place.directory,
    sequential: state.picker.sequential,
    firstLastPieces: state.firstLastPieces,
    superSeeding: state.superSeeding.isOn,
    forceStart: state.isForced,
    downloadLimit: state.downloadAllowance.ownLimit,
    uploadLimit: state.uploadAllowance.ownLimit,
    completedAt: state.completedAt,
    move: state.place.move,
    stagingDirectory: state.place.stagingDirectory,
    metadata: null,
    trackerHosts,
  };
}

/** Trackers count seeds and those that are not apart; a user's "peers" are all of them. */
function inAll({ seeds, peers }: { seeds: number | null; peers: number | null }): number | null {
  return seeds === null && peers === null ? null : (seeds ?? 0) + (peers ?? 0);
}

function progressOf(state: TorrentState, stage: EngineDownloadState): number {
  if (stage === 'checking') return state.checkProgress;
  return state.wanted.total === 0 ? 1 : state.completedWantedBytes / state.wanted.total;
}
