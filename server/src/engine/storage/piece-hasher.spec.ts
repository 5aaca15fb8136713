import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { OpenFiles } from './open-files.ts';
import { PieceHasher } from './piece-hasher.ts';
import { TorrentFiles } from './torrent-files.ts';

const MEBIBYTE = 1024 * 1024;
const PIECE_BYTES = 3 * MEBIBYTE;
/** One piece of 3 MiB, more than is read at once, and a shorter last one. */
const { metainfo, content } = buildTorrent({
  files: [{ path: [], content: sampleBytes(PIECE_BYTES + 1_001) }],
  pieceLength: PIECE_BYTES,
});

let directory = '';
const openFiles = new OpenFiles(2);
let files: TorrentFiles;
let hasher: PieceHasher;

/** Writes a run of piece 0, and hashes it as it comes. */
function bring(begin: number, end: number): void {
  const bytes = content.subarray(begin, end);
  files.write(begin, bytes);
  hasher.advance(0, begin, bytes);
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-hasher-'));
  files = new TorrentFiles(1, { ...metainfo, directory }, openFiles);
  hasher = new PieceHasher(files);
});

afterEach(() => {
  openFiles.closeAll(1);
  rmSync(directory, { recursive: true });
});

describe('PieceHasher', () => {
  it('tells a right piece from a wrong one in memory', () => {
    const bytes = content.slice(0, PIECE_BYTES);
    expect(hasher.matches(0, bytes)).toBe(true);
    bytes[17]!++;
    expect(hasher.matches(0, bytes)).toBe(false);
    expect(hasher.matches(1, content.subarray(PIECE_BYTES))).toBe(true);
  });

  it('hashes runs that come in order without reading them again', () => {
    hasher.advance(0, 0, content.subarray(0, MEBIBYTE));
    hasher.advance(0, MEBIBYTE, content.subarray(MEBIBYTE, PIECE_BYTES));
    expect(hasher.finish(0)).toBe(true); // there is no file that it could read
  });

  it('reads back what came out of order', () => {
    bring(2 * MEBIBYTE, PIECE_BYTES);
    bring(0, MEBIBYTE);
    bring(MEBIBYTE, 2 * MEBIBYTE);
    expect(hasher.finish(0)).toBe(true);
  });

  it('reads all of it back where the first run came last', () => {
    bring(MEBIBYTE, PIECE_BYTES);
    files.write(0, content.subarray(0, MEBIBYTE));
    expect(hasher.finish(0)).toBe(true);
  });

  it('finds a piece wrong whose first run was wrong, and forgets it for the next attempt', () => {
    const wrong = content.slice(0, MEBIBYTE);
    wrong[0]!++;
    files.write(0, wrong);
    hasher.advance(0, 0, wrong);
    bring(MEBIBYTE, PIECE_BYTES);
    expect(hasher.finish(0)).toBe(false);
    bring(MEBIBYTE, PIECE_BYTES);
    bring(0, MEBIBYTE);
    expect(hasher.finish(0)).toBe(true);
  });

  it('starts over with a piece that was given up', () => {
    hasher.advance(0, 0, new Uint8Array(MEBIBYTE));
    hasher.forget();
    files.write(0, content.subarray(0, MEBIBYTE));
    bring(MEBIBYTE, PIECE_BYTES);
    expect(hasher.finish(0)).toBe(true);
  });

  const check = (piece: number): boolean | null =>
    hasher.check(piece, 0, piece === 0 ? PIECE_BYTES : 1_001);

  it('checks a piece on the disk, the shorter last one too', () => {
    files.write(0, content);
    expect([check(0), check(1)]).toEqual([true, true]);
    files.write(PIECE_BYTES + 1_000, Uint8Array.of(content[PIECE_BYTES + 1_000]! ^ 1));
    expect([check(0), check(1)]).toEqual([true, false]);
  });

  it('checks a piece in slices, and says so with the last', () => {
    files.write(0, content);
    expect(hasher.check(0, 0, MEBIBYTE)).toBeNull();
    expect(hasher.check(0, MEBIBYTE, 2 * MEBIBYTE)).toBe(true);
  });

  it('begins anew where a check was left in the middle of a piece', () => {
    files.write(0, new Uint8Array(MEBIBYTE));
    expect(hasher.check(0, 0, MEBIBYTE)).toBeNull();
    files.write(0, content);
    expect(hasher.check(0, 0, MEBIBYTE)).toBeNull();
    hasher.forget();
    expect(hasher.check(0, MEBIBYTE, 2 * MEBIBYTE)).toBe(true);
  });
});
