/** Torrents and magnet links in the shape of the contract. */
import type { TorrentSummary } from '../database/torrent-repository.port.ts';
import {
  parseMagnet,
  selectedFiles,
  type DownloadFault,
  type Magnet,
  type MetadataStatus,
} from '../engine/index.ts';
import type { TorrentDto, TorrentMetadataDto } from '@shared/dto/torrent.js';

/** A torrent as the contract shows it: without the padding files, which are never written. */
export function toTorrentDto(torrent: TorrentSummary, link: string | null): TorrentDto {
  return {
    id: torrent.id,
    name: torrent.name,
    infoHashV1: torrent.infoHashV1,
    infoHashV2: torrent.infoHashV2,
    totalBytes: torrent.totalBytes,
    pieceLength: torrent.pieceLength,
    pieceCount: torrent.pieceCount,
    private: torrent.private,
    comment: torrent.comment,
    createdBy: torrent.createdBy,
    createdAt: torrent.createdAt === null ? null : new Date(torrent.createdAt).toISOString(),
    trackers: torrent.trackers,
    webSeeds: torrent.webSeeds,
    // In one pass: a torrent may have 150,000 files, and copies of the list are what a hostile one costs most.
    files: torrent.files.flatMap(({ path, bytes, padding }, index) =>
      padding ? [] : { index, path, bytes },
    ),
    warnings: torrent.warnings,
    magnet: link,
    metadata: null,
    selectedFiles: link === null ? null : selectedFiles(parseMagnet(link), torrent.files),
  };
}

/** What is known of a torrent by its link alone. */
export function toPendingTorrentDto(
  link: string,
  magnet: Magnet,
  known: { status: MetadataStatus | null; fault: DownloadFault | null },
): TorrentDto {
  return {
    id: magnet.id,
    name: magnet.name ?? magnet.id,
    infoHashV1: magnet.infoHashV1,
    infoHashV2: magnet.infoHashV2,
    totalBytes: 0,
    pieceLength: 0,
    pieceCount: 0,
    private: false,
    comment: null,
    createdBy: null,
    createdAt: null,
    trackers: magnet.trackers,
    webSeeds: magnet.webSeeds,
    files: [],
    warnings: magnet.warnings,
    magnet: link,
    metadata: toTorrentMetadataDto(known.status, known.fault),
    selectedFiles: null,
  };
}

/** Of a fetch; null is one that has not begun. */
export function toTorrentMetadataDto(
  status: MetadataStatus | null,
  ourFault: DownloadFault | null = null,
): TorrentMetadataDto {
  const fault = ourFault ?? status?.fault ?? null;
  const {
    totalBytes = null,
    receivedBytes = 0,
    connected = 0,
    givers = 0,
    found = {},
  } = status ?? {};
  const progress = { totalBytes, receivedBytes, connected, givers, found };
  if (fault) return { ...progress, state: 'failed', error: fault };
  // What is done is kept in a moment.
  const isSearching = status === null || status.state === 'searching';
  return { ...progress, state: isSearching ? 'searching' : 'fetching', error: null };
}
