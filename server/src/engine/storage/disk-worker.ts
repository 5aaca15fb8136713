/**
 * A disk thread: writes, reads, hashes and syncs, one job after the other, with synchronous calls on shared
 * memory. It knows no protocol and keeps no progress; the engine's thread decides, this one answers.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { BLOCK_HEADER_BYTES } from '../wire/message-writer.ts';
import { blockDigests } from './block-digests.ts';
import {
  JOB,
  JOB_FIELDS,
  OPERATION,
  STATUS,
  type DiskAnswer,
  type DiskRequest,
  type DiskResults,
  type DiskWorkerData,
  type FoundFiles,
  type StoragePlace,
} from './disk-protocol.ts';
import { firstTaken, stampsOf } from './file-places.ts';
import { demandVolume, statusAt } from './missing-volume.ts';
import { OpenFiles } from './open-files.ts';
import { PieceHasher } from './piece-hasher.ts';
import { spindleOf } from './spindle.ts';
import { TorrentFiles } from './torrent-files.ts';

const { writeSlab, readSlab, maxOpenFiles } = workerData as DiskWorkerData;
const writeBytes = new Uint8Array(writeSlab);
const readBytes = new Uint8Array(readSlab);
const openFiles = new OpenFiles(maxOpenFiles);
interface Storage {
  files: TorrentFiles;
  hasher: PieceHasher;
  /** Of pieces that hashed wrong in memory and so never reached the disk, until they are asked for. */
  badDigests: Map<number, Uint8Array>;
}

/** In a millisecond. */
const MICROSECONDS = 1_000;

const storages = new Map<number, Storage>();
const blockBuffer = new Uint8Array(BLOCK_BYTES);
const port = parentPort!;

port.on('message', (message: number[] | DiskRequest) => {
  if (Array.isArray(message)) port.postMessage(runJobs(message));
  else port.postMessage(answer(message));
});

function runJobs(jobs: number[]): number[] {
  for (let at = 0; at < jobs.length; at += JOB_FIELDS) {
    try {
      jobs[at + JOB.status] = runJob(jobs, at);
    } catch (error) {
      const storage = storages.get(jobs[at + JOB.storage]!);
      jobs[at + JOB.status] = statusAt(error, storage?.files.layout ?? null);
    }
  }
  return jobs;
}

function runJob(jobs: number[], at: number): number {
  const storage = storages.get(jobs[at + JOB.storage]!);
  if (!storage) return STATUS.ioError;
  const { files, hasher } = storage;
  const piece = jobs[at + JOB.piece]!;
  const begin = jobs[at + JOB.begin]!;
  const length = jobs[at + JOB.length]!;
  const offset = jobs[at + JOB.offset]!;
  const position = piece * files.layout.pieceLength + begin;
  switch (jobs[at + JOB.operation]!) {
    case OPERATION.write: {
      const bytes = writeBytes.subarray(offset, offset + length);
      if (length === 0) return STATUS.ok;
      files.write(position, bytes);
      hasher.advance(piece, begin, bytes);
      return STATUS.ok;
    }
    case OPERATION.writeLast:
      return writeLast(storage, piece, begin, writeBytes.subarray(offset, offset + length));
    case OPERATION.read:
      readBlocks(files, position, length, offset);
      return STATUS.ok;
    case OPERATION.check:
      return checkSlice(hasher, jobs, at);
    default:
      return STATUS.ioError;
  }
}

/** Says in the place of the offset how long it took. */
function checkSlice(hasher: PieceHasher, jobs: number[], at: number): number {
  const startedAt = performance.now();
  try {
    const [piece, begin, length] = [
      jobs[at + JOB.piece]!,
      jobs[at + JOB.begin]!,
      jobs[at + JOB.length]!,
    ];
    return hasher.check(piece, begin, length) === false ? STATUS.hashMismatch : STATUS.ok;
  } finally {
    jobs[at + JOB.offset] = (performance.now() - startedAt) * MICROSECONDS;
  }
}

/** A piece that is whole in memory is verified before it is written: bad bytes never reach the disk. */
function writeLast(
  { files, hasher, badDigests }: Storage,
  piece: number,
  begin: number,
  bytes: Uint8Array,
): number {
  const { pieceLength, totalBytes } = files.layout;
  const pieceBytes = Math.min(pieceLength, totalBytes - piece * pieceLength);
  if (bytes.length === pieceBytes) {
    if (!hasher.matches(piece, bytes)) {
      badDigests.set(
        piece,
        blockDigests(pieceBytes, (from, length) => bytes.subarray(from, from + length)),
      );
      return STATUS.hashMismatch;
    }
    badDigests.delete(piece);
    files.write(piece * pieceLength, bytes);
    return STATUS.ok;
  }
  files.write(piece * pieceLength + begin, bytes);
  hasher.advance(piece, begin, bytes);
  return hasher.finish(piece) ? STATUS.ok : STATUS.hashMismatch;
}

function digestsOf({ files, badDigests }: Storage, piece: number): Uint8Array {
  const bad = badDigests.get(piece);
  badDigests.delete(piece);
  if (bad) return bad;
  const { pieceLength, totalBytes } = files.layout;
  const start = piece * pieceLength;
  return blockDigests(Math.min(pieceLength, totalBytes - start), (from, length) => {
    const block = blockBuffer.subarray(0, length);
    files.read(start + from, block);
    return block;
  });
}

/** Reads a run of blocks, each behind the room for its header, so that the run leaves in one socket write. */
function readBlocks(files: TorrentFiles, position: number, length: number, offset: number): void {
  let target = offset;
  for (let done = 0; done < length; done += BLOCK_BYTES) {
    const bytes = Math.min(BLOCK_BYTES, length - done);
    target += BLOCK_HEADER_BYTES;
    files.read(position + done, readBytes.subarray(target, target + bytes));
    target += bytes;
  }
  files.demandSettled(position, length);
}

function answer(request: DiskRequest): DiskAnswer {
  try {
    return { id: request.id, status: STATUS.ok, result: perform(request) };
  } catch (error) {
    return { id: request.id, status: statusAt(error, placeOf(request)), result: null };
  }
}

function placeOf(request: DiskRequest): StoragePlace | null {
  const named = 'place' in request ? request.place : null;
  return named ?? storages.get(request.storage)?.files.layout ?? null;
}

function perform(request: DiskRequest): DiskResults[keyof DiskResults] | null {
  if (request.kind === 'open') {
    const files = new TorrentFiles(request.storage, request.layout, openFiles);
    const badDigests = new Map<number, Uint8Array>();
    storages.set(request.storage, { files, hasher: new PieceHasher(files), badDigests });
    return null;
  }
  if (request.kind === 'stat' && request.place) return found(request.place);
  if (request.kind === 'taken') return firstTaken(request.place, request.target);
  const storage = storages.get(request.storage);
  return storage ? performOn(storage, request) : null;
}

function performOn(
  storage: Storage,
  request: Exclude<DiskRequest, { kind: 'open' | 'taken' }>,
): DiskResults[keyof DiskResults] | null {
  switch (request.kind) {
    case 'stat':
      return found(storage.files.layout);
    case 'digests':
      return digestsOf(storage, request.piece);
    case 'relocate':
      return storage.files.relocateStep();
    case 'allocate':
      return storage.files.allocateStep();
    case 'layout':
      storage.files.changeLayout(request.layout);
      break;
    case 'create-empty':
      storage.files.createEmpty(request.files);
      break;
    case 'sync':
      storage.files.sync(request.endsFault);
      break;
    case 'release':
      storage.hasher.forget();
      storage.badDigests.clear();
      storage.files.release();
      break;
    case 'delete-files':
      storage.files.deleteAll();
      break;
    case 'close':
      storage.files.release();
      storages.delete(request.storage);
      break;
    case 'finish':
      storage.files.finish(request.files);
      break;
    case 'promote':
      storage.files.promote(request.promotions);
      break;
    case 'drain': // its answer is all that it is for
  }
  return null;
}

function found(place: StoragePlace): FoundFiles {
  const stamps = stampsOf(place);
  // Asked after them: where nothing stood, the files are missing only if their disk is there now.
  if (stamps.stamps.every((stamp) => stamp === null)) demandVolume(place);
  return { ...stamps, spindle: spindleOf(place.directory) };
}
