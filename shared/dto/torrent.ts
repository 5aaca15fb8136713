/** A torrent: what a .torrent file describes. Immutable, known by its info hash. */
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
  /** What is odd about the file but not wrong, for the user to read. */
  warnings: string[];
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
  /** Not understood yet. */
  magnet?: string;
}

export const MAX_TORRENT_ADDRESS_LENGTH = 4096;
