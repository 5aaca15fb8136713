/** Torrents that were uploaded: the file as it came, and what it says; or the magnet link, until its metadata is there. */
import type { Metainfo } from '../engine/index.ts';

/** All of a metainfo but what only the engine needs. */
export type TorrentSummary = Omit<Metainfo, 'pieceHashes' | 'nodes' | 'infoBytes'>;

/** What is known of a torrent by its link. */
export interface MagnetRecord {
  link: string;
  /** Id of the torrent that it stands for, mostly its own; null until that is there. */
  wholeId: string | null;
}

export interface TorrentRepository {
  /** Keeps it; one of the same id that is already there stays as it is, but counts as uploaded now. */
  save(summary: TorrentSummary, metainfo: Uint8Array, uploadedAt: number): Promise<void>;
  /** Keeps a magnet link, in place of one that is there; a whole torrent of this id stays, and counts as uploaded now. */
  saveMagnet(id: string, link: string, uploadedAt: number): Promise<void>;
  /** The link that it came by, whether its metadata is there or not. */
  findMagnet(id: string): Promise<MagnetRecord | null>;
  /** The same of several; those that did not come by a link are left out. */
  findAllMagnets(ids: readonly string[]): Promise<Map<string, MagnetRecord>>;
  /** The torrent that the link stands for is there. */
  setWholeId(id: string, wholeId: string): Promise<void>;
  /** Null while only a link is known of it. */
  find(id: string): Promise<TorrentSummary | null>;
  /** Of these those that are there. */
  findAll(ids: readonly string[]): Promise<Map<string, TorrentSummary>>;
  /** The bytes of the .torrent file. */
  findMetainfo(id: string): Promise<Uint8Array | null>;
  /** The same of several; those that are not there are left out. */
  findAllMetainfos(ids: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Forgets those that no download uses and that were last uploaded before that time. The ids of those. */
  deleteUnused(uploadedBefore: number): Promise<string[]>;
  /** Forgets it, where no download uses it; tells whether it did. */
  deleteIfUnused(id: string): Promise<boolean>;
  /** How many magnet links there are whose torrent is not there, and that no download uses. */
  countWaitingMagnets(): Promise<number>;
}

export const TORRENT_REPOSITORY = Symbol('TorrentRepository');
