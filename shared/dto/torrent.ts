import type { DownloadErrorDto, MetadataProgressDto } from './download.ts';

/**
 * A torrent: what a .torrent file or a magnet link describes. Immutable, known by its info hash. Of a link whose
 * metadata is not there yet (`metadata` is not null) little is known: it has no files, its sizes are 0, and its name is
 * the link's, or its id.
 */
export interface TorrentDto {
  /** 40 lower-case hex digits: the v1 info hash, or the v2 hash cut to 20 bytes. */
  id: string;
  name: string;
  infoHashV1: string | null;
  infoHashV2: string | null;
  totalBytes: number;
  /** Bytes of every piece but the last. */
  pieceLength: number;
  pieceCount: number;
  /** BEP 27: peers come from the trackers alone. */
  private: boolean;
  comment: string | null;
  createdBy: string | null;
  /** ISO 8601 UTC. */
  createdAt: string | null;
  /** BEP 12 tiers, in order of preference. */
  trackers: string[][];
  webSeeds: string[];
  /** Without padding files (BEP 47), which are never written. */
  files: TorrentFileDto[];
  /** What is odd about the file or the link but not wrong, for the user to read. */
  warnings: string[];
  /** The link that it came by; null where it came as a file. */
  magnet: string | null;
  /** Null: the torrent is whole. */
  metadata: TorrentMetadataDto | null;
  /** Indices of the files that the link chooses (BEP 53); null: it chooses none, which means all. */
  selectedFiles: number[] | null;
}

/** searching: nobody who has it was found yet · fetching: it comes · failed: what came cannot be taken, see `error` */
export const METADATA_STATES = ['searching', 'fetching', 'failed'] as const;
export type MetadataState = (typeof METADATA_STATES)[number];

export interface TorrentMetadataDto extends MetadataProgressDto {
  state: MetadataState;
  error: DownloadErrorDto | null;
}

export interface TorrentFileDto {
  /** Place in the torrent's own list; stable, with gaps where padding files stand. */
  index: number;
  /** Relative to the download folder, `/` between the parts, made safe. */
  path: string;
  bytes: number;
}

/** Largest .torrent that is accepted, in bytes. */
export const MAX_TORRENT_FILE_BYTES = 10 * 1024 * 1024;

/** Where a torrent comes from that is not uploaded as a file: one of them. */
export interface TorrentSourceRequest {
  /** Address of a .torrent file, http or https. */
  url?: string;
  /** BEP 9: its metadata is asked of peers from then on. */
  magnet?: string;
}

/** Longest magnet link that is taken, in characters. */
export const MAX_MAGNET_LINK_LENGTH = 65_536;

export const MAX_TORRENT_ADDRESS_LENGTH = 4096;
