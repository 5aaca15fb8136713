/** Torrents that were uploaded: the file as it came, and what it says. */
import type { Metainfo } from '../engine/index.ts';

/** All of a metainfo but its piece hashes, which only the engine needs. */
export type TorrentSummary = Omit<Metainfo, 'pieceHashes'>;

export interface TorrentRepository {
  /** Keeps it; one of the same id that is already there stays as it is, but counts as uploaded now. */
  save(summary: TorrentSummary, metainfo: Uint8Array, uploadedAt: number): Promise<void>;
  find(id: string): Promise<TorrentSummary | null>;
  /** Of these those that are there. */
  findAll(ids: readonly string[]): Promise<Map<string, TorrentSummary>>;
  /** The bytes of the .torrent file. */
  findMetainfo(id: string): Promise<Uint8Array | null>;
  /** The same of several; those that are not there are left out. */
  findAllMetainfos(ids: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Forgets those that no download uses and that were last uploaded before that time. */
  deleteUnused(uploadedBefore: number): Promise<void>;
}

export const TORRENT_REPOSITORY = Symbol('TorrentRepository');
