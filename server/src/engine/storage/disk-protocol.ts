/**
 * What crosses between the engine's thread and a disk worker. Blocks stay in shared memory; a job is eight
 * numbers in an array of many jobs, and its answer is the same eight with the status filled in, so that
 * nothing is made for a job but its numbers (design: no block becomes an object that crosses threads).
 */

import type { FileStamp, Preallocation } from '../core/messages.ts';

/** Numbers of one job. */
export const JOB_FIELDS = 8;

/** Places of a job's numbers. */
export const JOB = {
  operation: 0,
  /** Dense number of the download's storage. */
  storage: 1,
  piece: 2,
  /** First byte within the piece. */
  begin: 3,
  length: 4,
  /** Byte offset in the slab of the operation. */
  offset: 5,
  /** Comes back as it went. */
  tag: 6,
  status: 7,
} as const;

export const OPERATION = {
  /** Write a run of blocks from the write slab; the piece is not complete with it. Of no bytes, it does nothing. */
  write: 1,
  /** The same for the last run: write, and verify the whole piece. */
  writeLast: 2,
  /** Read a run into the read slab, each block behind room for its header. */
  read: 3,
  /** Hash a slice of a piece on the disk; the last one verifies it. The offset comes back as microseconds of work. */
  check: 4,
} as const;

/** Status of a job: 0, 1, or a fault. */
export const STATUS = {
  ok: 0,
  hashMismatch: 1,
  diskFull: 16,
  permissionDenied: 17,
  readOnly: 18,
  fileMissing: 19,
  fileChanged: 20,
  tooManyOpenFiles: 21,
  pathConflict: 22,
  ioError: 23,
  /** The engine's own: nobody can give the piece hashes of the torrent any more. */
  hashesMissing: 24,
  /** The disk that the files are on is not there: the root of its volume has no marker. */
  volumeMissing: 25,
  fileTooLarge: 26,
} as const;

export interface StorageLayout {
  /** Absolute. */
  directory: string;
  /**
   * Absolute, at or above `directory`: folders are made only below it, never it itself, so that the place of a
   * disk that is not mounted is not filled. Left out: folders are made from the nearest that is there.
   */
  volumeRoot?: string;
  /** The root bears a marker (volume-marker.ts) while its disk is there: without one no folder is made. */
  isVolumeMarked?: boolean;
  pieceLength: number;
  totalBytes: number;
  /** SHA-1 of each piece, one after the other. Null where every piece is had: nothing is to be hashed. */
  pieceHashes: Uint8Array | null;
  files: readonly LaidFile[];
  /** Absolute: takes the bytes of skipped files that do not stand. Without one those are written as all others. */
  partFile?: string | null;
  /** New files are made with `.part` behind their name, until `finishFiles`. */
  usesPartSuffix?: boolean;
  /** `full` makes files as `sparse` does; `allocateStep` fills them. */
  preallocation?: Preallocation;
  /** Other places where files of this download may stand: a move is under way. */
  strays?: readonly StrayPlace[];
  /**
   * How the files stand while nobody writes to them, one for each of `files`. Blocks of a file that is not so are
   * not served: another program has changed it. Null while they are written to.
   */
  settledStamps?: readonly FileStamp[] | null;
}

export interface LaidFile {
  path: string;
  bytes: number;
  /** First byte within the torrent. */
  offset: number;
  /** BEP 47: never written; reads as zeros. */
  padding: boolean;
  /** The user does not want it: it is not made for the sake of pieces that it shares with others. */
  isSkipped?: boolean;
}

/** Where files of a download stood before they were moved or renamed. */
export interface StrayPlace {
  directory: string;
  volumeRoot?: string;
  isVolumeMarked?: boolean;
  /** One for each of the layout's files; null where they have the same names there. */
  paths: readonly string[] | null;
  partFile: string | null;
}

/** All that is needed to find the files. */
export type StoragePlace = Pick<
  StorageLayout,
  'directory' | 'volumeRoot' | 'isVolumeMarked' | 'files' | 'partFile' | 'strays'
>;

export type { FileStamp };

/** A file that is to have what the part file holds of it. */
export interface Promotion {
  index: number;
  /** Pieces wholly inside of the file, had or begun, that may be in the part file; those at its ends count always. */
  pieces: number[];
}

/** How far a long piece of work is that is done in steps. */
export interface StepProgress {
  doneBytes: number;
  totalBytes: number;
  isDone: boolean;
  /** The file that is worked on; null between files. */
  file: number | null;
}

/** Rare requests, each answered by `{id, status, result}`. */
export type DiskRequest =
  | { kind: 'open'; id: number; storage: number; layout: StorageLayout }
  /** The layout of a storage that is known, when its jobs are done. */
  | { kind: 'layout'; id: number; storage: number; layout: StorageLayout }
  /** Nothing: its answer says that all jobs before it are done. */
  | { kind: 'drain'; id: number; storage: number }
  /** `place` where the worker does not know the storage, and need not for this. */
  | { kind: 'stat'; id: number; storage: number; place: StoragePlace | null }
  /** The first file that stands where one of the storage is to come to. */
  | { kind: 'taken'; id: number; storage: number; place: StoragePlace; target: StoragePlace }
  | { kind: 'create-empty'; id: number; storage: number; files: number[] }
  | { kind: 'finish'; id: number; storage: number; files: number[] }
  | { kind: 'promote'; id: number; storage: number; promotions: Promotion[] }
  | { kind: 'relocate'; id: number; storage: number }
  | { kind: 'allocate'; id: number; storage: number }
  /** Digests of the blocks of a piece that was answered just now: as it hashed wrong, else as it is on the disk. */
  | { kind: 'digests'; id: number; storage: number; piece: number }
  /** `endsFault`: whoever asks takes what was written before for lost where a sync failed. */
  | { kind: 'sync'; id: number; storage: number; endsFault: boolean }
  /** Forget the unfinished hashes and the open files of a storage. */
  | { kind: 'release'; id: number; storage: number }
  | { kind: 'delete-files'; id: number; storage: number }
  | { kind: 'close'; id: number; storage: number };

export type RequestKind = DiskRequest['kind'];

/** What requests give; the others give null. */
export interface DiskResults {
  stat: FoundFiles;
  taken: string | null;
  digests: Uint8Array;
  relocate: StepProgress;
  allocate: StepProgress;
}

export interface FoundFiles {
  stamps: FileStamp[];
  partFile: FileStamp;
  /** What files that are not skipped have yet to grow by, where no room is allocated for it. */
  unallocatedBytes: number;
  /** The rotating disk that the files are on. */
  spindle: string | null;
}

export interface DiskAnswer<Kind extends RequestKind = RequestKind> {
  id: number;
  status: number;
  result: (Kind extends keyof DiskResults ? DiskResults[Kind] : never) | null;
}

export interface DiskWorkerData {
  writeSlab: SharedArrayBuffer;
  readSlab: SharedArrayBuffer;
  maxOpenFiles: number;
}
