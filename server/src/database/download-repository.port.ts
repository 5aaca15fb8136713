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
  /** Files whose priority is not `normal`. */
  priorities: FileSelection[];
  tags: string[];
  category: string | null;
  /** Replaces the torrent's own trackers where given. */
  trackers: string[][] | null;
  /** Bytes per second; null is no limit. */
  downloadLimit: number | null;
  uploadLimit: number | null;
  /** Place in the queue, lowest first. */
  position: number;
  /** Milliseconds since 1970. */
  addedAt: number;
}

/** What the user wants of it; `started` may be checking, queued, downloading or seeding. */
export type WantedState = 'started' | 'paused' | 'cancelled';

export type NewDownloadRecord = Omit<DownloadRecord, 'position'>;

export type DownloadRecordChanges = Partial<
  Pick<
    DownloadRecord,
    | 'wantedState'
    | 'sequential'
    | 'priorities'
    | 'tags'
    | 'category'
    | 'trackers'
    | 'downloadLimit'
    | 'uploadLimit'
  >
>;

export interface DownloadRepository {
  /** Puts it at the end of the queue. False where one of this id is already there. */
  insert(record: NewDownloadRecord): Promise<boolean>;
  find(id: string): Promise<DownloadRecord | null>;
  /** In the order of the queue. */
  list(): Promise<DownloadRecord[]>;
  update(id: string, changes: DownloadRecordChanges): Promise<void>;
  delete(id: string): Promise<void>;
  /** Those whose root folder or single file is at, above or below this one: the only ones that can share files. */
  findOverlapping(content: ContentPlace): Promise<DownloadRecord[]>;
}

export interface ContentPlace {
  volumeId: string;
  relativeDirectory: string;
  name: string;
}

export const DOWNLOAD_REPOSITORY = Symbol('DownloadRepository');
