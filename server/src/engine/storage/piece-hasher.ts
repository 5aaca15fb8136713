/**
 * Verifies pieces (SHA-1, BEP 3) in a disk worker. The hash of a piece that is written in several runs is
 * carried on as the runs come in order; what came out of order is read back from the disk at the end.
 */
import { createHash, hash, type Hash } from 'node:crypto';
import type { TorrentFiles } from './torrent-files.ts';

const HASH_BYTES = 20;
/** A piece may have 512 MiB: it is read in parts. */
const READ_BYTES = 1024 * 1024;
/** One for the thread: a job of one torrent ends before that of another begins. */
const readBuffer = new Uint8Array(READ_BYTES);

interface UnfinishedHash {
  hash: Hash;
  /** Bytes of the piece that are hashed. */
  done: number;
}

export class PieceHasher {
  readonly #files: TorrentFiles;
  readonly #unfinished = new Map<number, UnfinishedHash>();
  /** The same of pieces that are checked. */
  readonly #checked = new Map<number, UnfinishedHash>();

  constructor(files: TorrentFiles) {
    this.#files = files;
  }

  /** Whether `bytes`, which are the whole piece, hash right. */
  matches(piece: number, bytes: Uint8Array): boolean {
    return this.#isRight(piece, hash('sha1', bytes, 'buffer'));
  }

  /** A run that is written, before the last one. */
  advance(piece: number, begin: number, bytes: Uint8Array): void {
    const known = this.#unfinished.get(piece);
    if (begin === 0) {
      this.#unfinished.set(piece, { hash: createHash('sha1').update(bytes), done: bytes.length });
    } else if (known?.done === begin) {
      known.hash.update(bytes);
      known.done += bytes.length;
    }
  }

  /** The last run is written: whether the piece hashes right. */
  finish(piece: number): boolean {
    const running = this.#unfinished.get(piece) ?? newHash();
    this.#unfinished.delete(piece);
    this.#readOn(piece, running, this.#bytesOf(piece));
    return this.#isRight(piece, running.hash.digest());
  }

  /**
   * Goes on with hashing a piece on the disk. With the last slice it says whether the piece is right, before that
   * null. Where the slice before is not known any more, all before it is read anew.
   */
  check(piece: number, begin: number, length: number): boolean | null {
    const known = this.#checked.get(piece);
    this.#checked.delete(piece);
    const slice = begin > 0 && known?.done === begin ? known : newHash();
    this.#readOn(piece, slice, begin + length);
    if (slice.done < this.#bytesOf(piece)) {
      this.#checked.set(piece, slice);
      return null;
    }
    const isRight = this.#isRight(piece, slice.hash.digest());
    if (isRight) this.#files.adopt(piece * this.#files.layout.pieceLength, slice.done);
    return isRight;
  }

  /** The downloads of pieces were given up: their hashes must not meet other bytes. */
  forget(): void {
    this.#unfinished.clear();
    this.#checked.clear();
  }

  /** Hashes what is on the disk up to `end` bytes of the piece. */
  #readOn(piece: number, running: UnfinishedHash, end: number): void {
    const start = piece * this.#files.layout.pieceLength;
    while (running.done < end) {
      const part = readBuffer.subarray(0, Math.min(READ_BYTES, end - running.done));
      this.#files.read(start + running.done, part);
      running.hash.update(part);
      running.done += part.length;
    }
  }

  #bytesOf(piece: number): number {
    const { pieceLength, totalBytes } = this.#files.layout;
    return Math.min(pieceLength, totalBytes - piece * pieceLength);
  }

  #isRight(piece: number, digest: Uint8Array): boolean {
    const { pieceHashes } = this.#files.layout;
    if (pieceHashes === null) throw new Error('the piece hashes of this storage were not given');
    const at = piece * HASH_BYTES;
    return Buffer.compare(digest, pieceHashes.subarray(at, at + HASH_BYTES)) === 0;
  }
}

function newHash(): UnfinishedHash {
  return { hash: createHash('sha1'), done: 0 };
}
