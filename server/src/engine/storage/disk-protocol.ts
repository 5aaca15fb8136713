/**
 * What crosses between the engine's thread and a disk worker. Blocks stay in shared memory; a job is eight
 * numbers in an array of many jobs, and its answer is the same eight with the status filled in, so that
 * nothing is made for a job but its numbers (design: no block becomes an object that crosses threads).
 */

import type { FileStamp } from '../core/messages.ts';

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
  /** Write a run of blocks from the write slab; the piece is not complete with it. */
  write: 1,
  /** The same for the last run: write, and verify the whole piece. */
  writeLast: 2,
  /** Read a run into the read slab, each block behind room for its header. */
  read: 3,
  /** Hash a piece on the disk. */
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
  pieceLength: number;
  totalBytes: number;
  /** SHA-1 of each piece, one after the other. Null where every piece is had: nothing is to be hashed. */
  pieceHashes: Uint8Array | null;
  files: LaidFile[];
}

export interface LaidFile {
  path: string;
  bytes: number;
  /** First byte within the torrent. */
  offset: number;
  /** BEP 47: never written; reads as zeros. */
  padding: boolean;
}

export type { FileStamp };

/** Rare requests, each answered by `{id, result}` or `{id, status}`. */
export type DiskRequest =
  | { kind: 'open'; id: number; storage: number; layout: StorageLayout }
  /** `place` where the worker does not know the storage, and need not for this. */
  | {
      kind: 'stat';
      id: number;
      storage: number;
      place: Pick<StorageLayout, 'directory' | 'files'> | null;
    }
  | { kind: 'create-empty'; id: number; storage: number; files: number[] }
  /** Digests of the blocks of a piece that was answered just now: as it hashed wrong, else as it is on the disk. */
  | { kind: 'digests'; id: number; storage: number; piece: number }
  | { kind: 'sync'; id: number; storage: number }
  /** Forget the unfinished hashes and the open files of a storage. */
  | { kind: 'release'; id: number; storage: number }
  | { kind: 'delete-files'; id: number; storage: number }
  | { kind: 'close'; id: number; storage: number };

export interface DiskAnswer {
  id: number;
  status: number;
  result: FileStamp[] | Uint8Array | null;
  /** With the stamps: the rotating disk that the files are on. */
  spindle?: string | null;
}

export interface DiskWorkerData {
  writeSlab: SharedArrayBuffer;
  readSlab: SharedArrayBuffer;
  maxOpenFiles: number;
}
