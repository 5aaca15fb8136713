import type { TorrentSummary } from '../database/torrent-repository.port.ts';
import type { TorrentDto } from '@shared/dto/torrent.js';

/** A torrent as the contract shows it: without the padding files, which are never written. */
export function toTorrentDto(torrent: TorrentSummary): TorrentDto {
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
    magnet: null,
    metadata: null,
    selectedFiles: null,
  };
}
