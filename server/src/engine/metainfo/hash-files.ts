/**
 * Makes a torrent of a file or folder on disk. Reads every byte once, in order, with one buffer; the same
 * content gives the same info hash on every machine, since files are taken in the order of their paths.
 * Symbolic links and special files in a folder are left out.
 */
import { createHash, type Hash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { createMetainfo } from './create-metainfo.ts';
import { MetainfoError } from './metainfo-error.ts';
import { MAX_PIECE_LENGTH, PIECE_HASH_BYTES } from './metainfo-limits.ts';

export interface CreateTorrentOptions {
  /** BEP 12 tiers. */
  trackers: readonly (readonly string[])[];
  /** Bytes; by default such that there are at most some two thousand pieces. */
  pieceLength?: number;
  private?: boolean;
  comment?: string;
}

interface SourceFile {
  path: string[];
  bytes: number;
}

const READ_BYTES = 1024 * 1024;
const MIN_PIECE_LENGTH = 16 * 1024;
const MAX_DEFAULT_PIECE_LENGTH = 16 * 1024 * 1024;
const MOST_PIECES_WANTED = 2_000;

/** The smallest power of two, 16 KiB to 16 MiB, that makes no more than 2,000 pieces. */
export function defaultPieceLength(totalBytes: number): number {
  let pieceLength = MIN_PIECE_LENGTH;
  while (pieceLength < MAX_DEFAULT_PIECE_LENGTH && totalBytes / pieceLength > MOST_PIECES_WANTED) {
    pieceLength *= 2;
  }
  return pieceLength;
}

/** Hashes a file or folder and returns the .torrent bytes. Rejects when it cannot be read. */
export async function createTorrentFromPath(
  path: string,
  options: CreateTorrentOptions,
): Promise<Uint8Array> {
  const root = resolve(path);
  const files = await listFiles(root);
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const pieceLength = options.pieceLength ?? defaultPieceLength(totalBytes);
  if (!Number.isInteger(pieceLength) || pieceLength < 1 || pieceLength > MAX_PIECE_LENGTH) {
    throw new MetainfoError('bad-piece-length', `${pieceLength} is no usable piece length.`);
  }
  const pieces = new PieceHasher(pieceLength);
  for (const file of files) await hashFile(root, file, pieces);
  return createMetainfo({
    ...options,
    name: basename(root),
    files,
    pieceLength,
    pieceHashes: pieces.finish(),
    createdBy: 'Shoal',
    createdAt: Date.now(),
  });
}

async function listFiles(root: string): Promise<SourceFile[]> {
  const about = await stat(root);
  if (about.isFile()) return [{ path: [], bytes: about.size }];
  const files: SourceFile[] = [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const absolute = join(entry.parentPath, entry.name);
    const path = absolute.slice(root.length).split(sep).filter(Boolean);
    files.push({ path, bytes: (await stat(absolute)).size });
  }
  return files.toSorted((left, right) => comparePaths(left.path, right.path));
}

function comparePaths(left: readonly string[], right: readonly string[]): number {
  return Buffer.compare(Buffer.from(left.join('\0')), Buffer.from(right.join('\0')));
}

async function hashFile(root: string, file: SourceFile, pieces: PieceHasher): Promise<void> {
  const handle = await open(join(root, ...file.path));
  try {
    const buffer = new Uint8Array(READ_BYTES);
    let left = file.bytes;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      left -= bytesRead;
      pieces.update(buffer.subarray(0, bytesRead));
    }
    if (left === 0) return;
  } finally {
    await handle.close();
  }
  const name = file.path.join('/') || basename(root);
  throw new MetainfoError('source-changed', `"${name}" changed while it was being hashed.`);
}

/** Cuts a stream of bytes into pieces and keeps the hash of each. */
export class PieceHasher {
  readonly #pieceLength: number;
  readonly #hashes: Buffer[] = [];
  #hash: Hash = createHash('sha1');
  #filled = 0;

  constructor(pieceLength: number) {
    this.#pieceLength = pieceLength;
  }

  update(bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length) {
      const taken = Math.min(bytes.length - offset, this.#pieceLength - this.#filled);
      this.#hash.update(bytes.subarray(offset, offset + taken));
      this.#filled += taken;
      offset += taken;
      if (this.#filled === this.#pieceLength) this.#endPiece();
    }
  }

  /** The hashes of all pieces, the shorter last one included. */
  finish(): Uint8Array {
    if (this.#filled > 0) this.#endPiece();
    const all = new Uint8Array(this.#hashes.length * PIECE_HASH_BYTES);
    this.#hashes.forEach((hash, index) => all.set(hash, index * PIECE_HASH_BYTES));
    return all;
  }

  #endPiece(): void {
    this.#hashes.push(this.#hash.digest());
    this.#hash = createHash('sha1');
    this.#filled = 0;
  }
}
