/** Builders of what the server sends, for tests. */
import type {
  DownloadDto,
  DownloadPeerDto,
  DownloadTrackerDto,
  MetadataProgressDto,
} from '@shared/dto/download.js';
import type { TorrentDto, TorrentMetadataDto } from '@shared/dto/torrent.js';

/** A download whose id is 40 times or more of its number, in downloading state, half done. */
export function buildDownload(number: number, changes: Partial<DownloadDto> = {}): DownloadDto {
  return {
    id: String(number).padStart(40, '0'),
    name: `Torrent ${number}`,
    state: 'downloading',
    error: null,
    progress: 0.5,
    totalBytes: 1000,
    wantedBytes: 1000,
    completedBytes: 500,
    downloadedBytes: 500,
    uploadedBytes: 100,
    downloadRate: 0,
    uploadRate: 0,
    ratio: 0.2,
    etaSeconds: null,
    peers: 0,
    seeds: 0,
    peersInSwarm: null,
    seedsInSwarm: null,
    directory: '/downloads',
    incompleteDirectory: null,
    move: null,
    tags: [],
    category: null,
    sequential: false,
    firstLastPieces: false,
    superSeeding: false,
    downloadLimit: null,
    uploadLimit: null,
    queuePosition: number,
    forceStart: false,
    metadata: null,
    trackerHosts: [],
    addedAt: new Date(Date.UTC(2026, 0, number)).toISOString(),
    addedBy: 'anna',
    completedAt: null,
    ...changes,
  };
}

export function buildTorrent(changes: Partial<TorrentDto> = {}): TorrentDto {
  return {
    id: 'a'.repeat(40),
    name: 'Album',
    infoHashV1: 'a'.repeat(40),
    infoHashV2: null,
    totalBytes: 600,
    pieceLength: 16_384,
    pieceCount: 1,
    private: false,
    comment: null,
    createdBy: null,
    createdAt: null,
    trackers: [['http://tracker.example/announce']],
    webSeeds: [],
    files: [
      { index: 0, path: 'Album/one.flac', bytes: 100 },
      { index: 1, path: 'Album/two.flac', bytes: 200 },
      { index: 3, path: 'Album/art/cover.png', bytes: 300 },
    ],
    warnings: [],
    magnet: null,
    metadata: null,
    selectedFiles: null,
    ...changes,
  };
}

/** A few peers found, nothing received. */
export function buildMetadata(changes: Partial<MetadataProgressDto> = {}): MetadataProgressDto {
  return {
    totalBytes: null,
    receivedBytes: 0,
    connected: 1,
    givers: 0,
    found: { tracker: 2 },
    ...changes,
  };
}

/** What is known of a magnet link before its metadata is there. */
export function buildMagnet(changes: Partial<TorrentMetadataDto> = {}): TorrentDto {
  const id = 'b'.repeat(40);
  return buildTorrent({
    id,
    name: 'Reef',
    infoHashV1: id,
    totalBytes: 0,
    pieceLength: 0,
    pieceCount: 0,
    files: [],
    magnet: `magnet:?xt=urn:btih:${id}&dn=Reef`,
    metadata: { ...buildMetadata(), state: 'searching', error: null, ...changes },
  });
}

/** A peer at 192.0.2.x that does nothing. */
export function buildPeer(number: number, changes: Partial<DownloadPeerDto> = {}): DownloadPeerDto {
  const address = changes.address ?? `192.0.2.${number}`;
  return {
    id: address.includes(':') ? `[${address}]:6881` : `${address}:6881`,
    address,
    port: 6881,
    country: null,
    client: 'qBittorrent 5.1.2',
    source: 'tracker',
    incoming: false,
    encryption: 'none',
    progress: 0,
    downloadRate: 0,
    uploadRate: 0,
    downloadedBytes: 0,
    uploadedBytes: 0,
    interested: false,
    choked: true,
    peerInterested: false,
    peerChoked: true,
    snubbed: false,
    optimistic: false,
    ...changes,
  };
}

/** A tracker that answered. */
export function buildTracker(
  url: string,
  changes: Partial<DownloadTrackerDto> = {},
): DownloadTrackerDto {
  return {
    url,
    tier: 0,
    state: 'working',
    message: null,
    seeds: 12,
    leechers: 30,
    peersReceived: 40,
    failures: 0,
    lastAnnounceAt: '2026-01-01T00:00:00.000Z',
    nextAnnounceAt: '2026-01-01T00:30:00.000Z',
    ...changes,
  };
}
