/** The catalogue of downloads: what the user asked for. What the engine knows of them is not here. */
import type { FileRenames } from '../engine/index.ts';
import type { FileSelection } from '@shared/dto/download.js';

/** A folder as the database keeps it. */
export interface PlaceRecord {
  volumeId: string;
  /** Relative to the volume's root, `/` between the parts; empty for the root itself. */
  relativeDirectory: string;
}

/** A folder with the names that a download's files have there. */
export interface NamedPlaceRecord extends PlaceRecord {
  /** Of the root folder or the single file, as renamed. */
  name: string;
  /** Null where the files have the torrent's own names. */
  renames: FileRenames | null;
}

/** A place that a move under way leaves. */
export interface FormerPlaceRecord extends NamedPlaceRecord {
  isReturning: boolean;
}

/**
 * Where a download's files shall be and where they may still be. Written before the first file is touched; what
 * is left is forgotten when the last one stands where it shall.
 */
export interface DownloadPlaceRecord extends NamedPlaceRecord {
  /** The latest first. */
  movingFrom: FormerPlaceRecord[];
  /** Where its files lie until it is complete. */
  staging: PlaceRecord | null;
}

export interface DownloadRecord extends DownloadPlaceRecord {
  id: string;
  wantedState: WantedState;
  sequential: boolean;
  firstLastPieces: boolean;
  superSeeding: boolean;
  /** Files whose priority is not `normal`. */
  priorities: FileSelection[];
  tags: string[];
  category: string | null;
  /** Replaces the torrent's own trackers where given. */
  trackers: string[][] | null;
  /** Bytes per second; null is no limit. */
  downloadLimit: number | null;
  uploadLimit: number | null;
  /**
   * It was started by a magnet link and has not been made a whole one yet: its name and its choice of files are not those
   * of the torrent.
   */
  awaitsMetadata: boolean;
  /** Runs whatever the limits of the queue are. */
  forceStart: boolean;
  /** Orders the queue, the lowest first. Has gaps, so that moving one changes no other. */
  queueKey: number;
  /** Place in the queue, from 1. */
  queuePosition: number;
  /** Milliseconds since 1970. */
  addedAt: number;
  /** The account that added it; null where that was before there were accounts. */
  addedBy: AddedBy | null;
  /** Names of fields that could not be read of the database, and have their defaults here. Left out: none. */
  damaged?: readonly string[];
}

/** Of the account only the id is kept with the download. */
export interface AddedBy {
  id: string;
  /** Null where the account is gone. */
  name: string | null;
}

/** What the user wants of it; `started` may be checking, queued, downloading or seeding. */
export type WantedState = 'started' | 'paused' | 'cancelled';

export type NewDownloadRecord = Omit<DownloadRecord, 'queueKey' | 'queuePosition' | 'damaged'>;

export interface QueueKey {
  id: string;
  queueKey: number;
}

/** Between the keys of neighbours, where there is room: twenty moves to the same place fit in. */
export const QUEUE_KEY_STEP = 1_048_576;

export type DownloadRecordChanges = Partial<
  Pick<
    DownloadRecord,
    | 'wantedState'
    | 'sequential'
    | 'firstLastPieces'
    | 'superSeeding'
    | 'priorities'
    | 'tags'
    | 'category'
    | 'trackers'
    | 'downloadLimit'
    | 'uploadLimit'
    | 'forceStart'
  >
>;

/** What a download that awaited its metadata becomes. */
export type WholeDownloadRecord = DownloadPlaceRecord & Pick<DownloadRecord, 'priorities'>;

export interface DownloadRepository {
  /** Puts it at the end of the queue, or at its top. Null where one of this id is already there. */
  insert(record: NewDownloadRecord, place: 'top' | 'bottom'): Promise<DownloadRecord | null>;
  find(id: string): Promise<DownloadRecord | null>;
  /** Of these those that are there, without their places in the queue. */
  findAll(ids: readonly string[]): Promise<Map<string, Omit<DownloadRecord, 'queuePosition'>>>;
  /** In the order of the queue. */
  list(): Promise<DownloadRecord[]>;
  /** All keys, in the order of the queue. */
  queue(): Promise<QueueKey[]>;
  /** All of them or none. */
  setQueueKeys(keys: readonly QueueKey[]): Promise<void>;
  update(id: string, changes: DownloadRecordChanges): Promise<void>;
  /** The changes of each id, all of them or none. */
  updateAll(changes: ReadonlyMap<string, DownloadRecordChanges>): Promise<void>;
  setPlace(id: string, place: DownloadPlaceRecord): Promise<void>;
  /** It awaits its metadata no longer. All of it or nothing. */
  setWhole(id: string, whole: WholeDownloadRecord): Promise<void>;
  /** Writes all that was asked for anew, as for one whose record was damaged. */
  rewrite(record: NewDownloadRecord): Promise<void>;
  delete(id: string): Promise<void>;
  /** Those that nobody added are that account's from now on. */
  adopt(account: AddedBy): Promise<void>;
  deleteAll(ids: readonly string[]): Promise<void>;
  /**
   * Those whose root folder or single file is at, above or below this one, in any of their places: the only ones
   * that can share files.
   */
  findOverlapping(content: ContentPlace): Promise<OverlappingDownload[]>;
}

/** A root folder or a single file. */
export interface ContentPlace extends PlaceRecord {
  name: string;
}

export interface OverlappingDownload {
  id: string;
  name: string;
  /** Every place that has files of it, or shall have. */
  places: NamedPlaceRecord[];
}

export const DOWNLOAD_REPOSITORY = Symbol('DownloadRepository');
