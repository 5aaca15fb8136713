/** The catalogue of downloads: what the user asked for. What the engine knows of them is not here. */
import type { FileSelection } from '@shared/dto/download.js';

export interface DownloadRecord {
  id: string;
  name: string;
  volumeId: string;
  /** Relative to the volume's root, `/` between the parts; empty for the root itself. */
  relativeDirectory: string;
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
  /** Runs whatever the limits of the queue are. */
  forceStart: boolean;
  /** Orders the queue, the lowest first. Has gaps, so that moving one changes no other. */
  queueKey: number;
  /** Place in the queue, from 1. */
  queuePosition: number;
  /** Milliseconds since 1970. */
  addedAt: number;
}

/** What the user wants of it; `started` may be checking, queued, downloading or seeding. */
export type WantedState = 'started' | 'paused' | 'cancelled';

export type NewDownloadRecord = Omit<DownloadRecord, 'queueKey' | 'queuePosition'>;

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
  delete(id: string): Promise<void>;
  /** Those whose root folder or single file is at, above or below this one: the only ones that can share files. */
  findOverlapping(content: ContentPlace): Promise<(ContentPlace & { id: string })[]>;
}

export interface ContentPlace {
  volumeId: string;
  relativeDirectory: string;
  name: string;
}

export const DOWNLOAD_REPOSITORY = Symbol('DownloadRepository');
