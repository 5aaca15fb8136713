/** What the engine and the catalogue know of a download, in the shapes of the contract. */
import type { DownloadRecord } from '../database/download-repository.port.ts';
import {
  trackerHostsOf,
  type DiscoveryReport,
  type DiscoveryWayStatus,
  type DownloadFault,
  type DownloadStatus,
  type FileStatus,
  type PeerStatus,
} from '../engine/index.ts';
import type { RecordedProgress } from './recorded-progress.ts';
import type {
  DownloadDto,
  DownloadFileDto,
  AnnouncedSourceDto,
  DownloadPeerDto,
  DownloadSourcesDto,
  DownloadState,
  MetadataProgressDto,
} from '@shared/dto/download.js';

const NO_METADATA: MetadataProgressDto = {
  totalBytes: null,
  receivedBytes: 0,
  connected: 0,
  givers: 0,
  found: {},
};

export function toDownloadDto(record: DownloadRecord, status: DownloadStatus): DownloadDto {
  return {
    id: record.id,
    name: record.name,
    state: status.state,
    error: status.error,
    progress: status.progress,
    totalBytes: status.totalBytes,
    wantedBytes: status.wantedBytes,
    completedBytes: status.completedBytes,
    downloadedBytes: status.downloadedBytes,
    uploadedBytes: status.uploadedBytes,
    downloadRate: status.downloadRate,
    uploadRate: status.uploadRate,
    ratio: status.ratio,
    etaSeconds: status.etaSeconds,
    peers: status.peers,
    seeds: status.seeds,
    peersInSwarm: status.peersInSwarm,
    seedsInSwarm: status.seedsInSwarm,
    directory: status.directory,
    incompleteDirectory: status.stagingDirectory,
    move: status.move,
    tags: record.tags,
    category: record.category,
    sequential: record.sequential,
    firstLastPieces: record.firstLastPieces,
    superSeeding: record.superSeeding,
    downloadLimit: record.downloadLimit,
    uploadLimit: record.uploadLimit,
    queuePosition: record.queuePosition,
    forceStart: record.forceStart,
    metadata: status.metadata,
    trackerHosts: [...status.trackerHosts],
    addedAt: toTime(record.addedAt),
    addedBy: record.addedBy?.name ?? null,
    completedAt: status.completedAt === null ? null : toTime(status.completedAt),
  };
}

/** Of a download whose torrent is not there. */
export const NOTHING_KNOWN = { totalBytes: 0, trackers: [] };

/** A download that the engine could not take: all that is known is what the user asked for. */
export function toFaultedDownloadDto(
  record: DownloadRecord,
  error: DownloadFault | null,
  known: { directory: string; totalBytes: number; trackers: readonly string[][] },
): DownloadDto {
  return toDownloadDto(record, {
    id: record.id,
    name: record.name,
    state: 'error',
    error,
    progress: 0,
    totalBytes: known.totalBytes,
    wantedBytes: known.totalBytes,
    completedBytes: 0,
    downloadedBytes: 0,
    uploadedBytes: 0,
    downloadRate: 0,
    uploadRate: 0,
    ratio: null,
    etaSeconds: null,
    peers: 0,
    seeds: 0,
    peersInSwarm: null,
    seedsInSwarm: null,
    directory: known.directory,
    sequential: record.sequential,
    firstLastPieces: record.firstLastPieces,
    superSeeding: record.superSeeding,
    downloadLimit: record.downloadLimit,
    uploadLimit: record.uploadLimit,
    forceStart: record.forceStart,
    completedAt: null,
    move: null,
    stagingDirectory: null,
    metadata: null,
    trackerHosts: trackerHostsOf(record.trackers ?? known.trackers),
  });
}

/** A download that waits at a start until the engine has it: what is recorded of it is as good as known. */
export function toWaitingDownloadDto(
  record: DownloadRecord,
  known: { directory: string; trackerHosts: readonly string[] },
  recorded: RecordedProgress,
): DownloadDto {
  const { completedAt, ...progress } = recorded;
  return {
    ...toFaultedDownloadDto(record, null, {
      directory: known.directory,
      totalBytes: recorded.totalBytes,
      trackers: [],
    }),
    ...progress,
    trackerHosts: [...known.trackerHosts],
    state: waitingStateOf(record),
    metadata: record.awaitsMetadata ? NO_METADATA : null,
    completedAt: completedAt === null ? null : toTime(completedAt),
  };
}

function waitingStateOf({ wantedState, awaitsMetadata }: DownloadRecord): DownloadState {
  if (wantedState !== 'started') return wantedState;
  return awaitsMetadata ? 'metadata' : 'queued';
}

export function toFileDto(file: FileStatus): DownloadFileDto {
  return {
    index: file.index,
    path: file.path,
    bytes: file.bytes,
    completedBytes: file.completedBytes,
    progress: file.bytes === 0 ? 1 : file.completedBytes / file.bytes,
    priority: file.priority,
  };
}

export function toPeerDto(peer: PeerStatus, country: string | null): DownloadPeerDto {
  const host = peer.address.includes(':') ? `[${peer.address}]` : peer.address;
  return {
    id: `${host}:${peer.port}`,
    address: peer.address,
    port: peer.port,
    country,
    client: peer.client,
    source: peer.source,
    incoming: peer.incoming,
    encryption: peer.encryption,
    progress: peer.progress,
    downloadRate: peer.downloadRate,
    uploadRate: peer.uploadRate,
    downloadedBytes: peer.downloadedBytes,
    uploadedBytes: peer.uploadedBytes,
    interested: peer.interested,
    choked: peer.choked,
    peerInterested: peer.peerInterested,
    peerChoked: peer.peerChoked,
    snubbed: peer.snubbed,
    optimistic: peer.optimistic,
  };
}

/** Sources that have named nobody are left out of the counts. */
export function toSourcesDto(report: DiscoveryReport): DownloadSourcesDto {
  const { isPrivate, dht, lsd, pex, known, connected } = report;
  return {
    private: isPrivate,
    dht: toAnnouncedSourceDto(dht),
    lsd: toAnnouncedSourceDto(lsd),
    pex: { enabled: pex.isOn, peers: pex.peersWithPex, found: pex.found },
    known: countsOf(known),
    connected: countsOf(connected),
  };
}

function toAnnouncedSourceDto(status: DiscoveryWayStatus): AnnouncedSourceDto {
  const { state, lastAnnounceAt, nextAnnounceAt, found } = status;
  return {
    state,
    lastAnnounceAt: lastAnnounceAt === null ? null : toTime(lastAnnounceAt),
    nextAnnounceAt: nextAnnounceAt === null ? null : toTime(nextAnnounceAt),
    found,
  };
}

function countsOf(counts: DiscoveryReport['known']): DownloadSourcesDto['known'] {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
