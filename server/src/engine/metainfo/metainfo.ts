/**
 * What a .torrent file says, checked and made safe (BEP 3, 12, 19, 27, 47). Immutable and serialisable.
 */
import type { PeerEndpoint } from '../core/messages.ts';

export interface Metainfo {
  /** 40 lower-case hex digits. */
  id: string;
  infoHashV1: string | null;
  infoHashV2: string | null;
  /** Bytes of the info dictionary: what peers call the metadata (BEP 9). */
  infoBytes: number;
  /** Safe name of the single file or of the root folder. */
  name: string;
  pieceLength: number;
  pieceCount: number;
  totalBytes: number;
  /** SHA-1 of each piece, 20 bytes each, one after the other. */
  pieceHashes: Uint8Array;
  private: boolean;
  comment: string | null;
  createdBy: string | null;
  /** Milliseconds since 1970. */
  createdAt: number | null;
  /** BEP 12 tiers; empty where there is no tracker. */
  trackers: string[][];
  webSeeds: string[];
  /** Nodes of the DHT that know the torrent (BEP 5). */
  nodes: PeerEndpoint[];
  /** In the torrent's order, padding files included: their indices are the torrent's own. */
  files: MetainfoFile[];
  /** What is odd but harmless, in sentences. */
  warnings: string[];
}

export interface MetainfoFile {
  /** Safe path relative to the download folder, `/` between its parts; begins with `name`. */
  path: string;
  bytes: number;
  /** Where the file begins in the torrent's bytes. */
  offset: number;
  /** BEP 47: zeros that only align the next file, or a symbolic link of 0 bytes. Never written, always had. */
  padding: boolean;
}
