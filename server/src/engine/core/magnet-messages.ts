/**
 * Magnets as the engine takes them, and how far the fetch of their metadata is (BEP 9): plain values, as in
 * messages.ts.
 */
import type { DownloadFault, PeerEndpoint, PeerSourceName } from './messages.ts';

/** What a magnet link names, as far as the engine needs it. */
export interface MagnetSource {
  /** 20 bytes: the v1 hash, or the first 20 bytes of the v2 hash where the link has no other. Its hex is the id. */
  infoHash: Uint8Array;
  /** 20 bytes. */
  infoHashV1: Uint8Array | null;
  /** 32 bytes. */
  infoHashV2: Uint8Array | null;
  /** What the link calls the torrent, made safe. */
  name: string | null;
  /** A tier for each tracker of the link. */
  trackers: string[][];
  webSeeds: string[];
  /** Peers to begin with (`x.pe`). */
  peers: PeerEndpoint[];
}

/** How far the metadata of a magnet is. */
export interface MetadataProgress {
  /** Null until a peer told it. */
  totalBytes: number | null;
  receivedBytes: number;
  /** Connected peers that have it to give. */
  givers: number;
  /** Addresses that were heard of, by who named them. */
  found: Partial<Record<PeerSourceName, number>>;
  connected: number;
}

export type MetadataState = 'searching' | 'fetching' | 'done' | 'failed';

/** A fetch of metadata. `searching`: no peer has told yet that it has it; `failed`: see `fault`. */
export interface MetadataStatus extends MetadataProgress {
  /** 40 hex digits of the magnet's hash. */
  id: string;
  state: MetadataState;
  fault: DownloadFault | null;
}
