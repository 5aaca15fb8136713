import { mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TempFolder } from '../support/temp-folder.ts';
import type { CrashContent } from './crash-content.ts';
import { DiskContent } from './disk-content.ts';

const PIECE = 100;
/** Pieces: 0 is of the first file alone, 1 of all but the empty one, which stands nowhere, 2 of the third alone. */
const FILES = [
  { path: 'root/first', bytes: 150, offset: 0 },
  { path: 'root/second', bytes: 20, offset: 150 },
  { path: 'root/empty', bytes: 0, offset: 170 },
  { path: 'root/third', bytes: 110, offset: 170 },
];
const BYTES = Uint8Array.from({ length: 280 }, (_, index) => index % 251);
const CONTENT: CrashContent = {
  id: 'abc',
  name: 'root',
  torrent: new Uint8Array(),
  bytes: BYTES,
  files: FILES,
  pieceLength: PIECE,
  pieceCount: 3,
  fixture: {
    path: '',
    contentFolder: '',
    name: 'root',
    infoHash: 'abc',
    totalBytes: 280,
    pieceLength: PIECE,
  },
};
const PATHS = FILES.map(({ path }) => path);

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create('disk-content');
  for (const { path, bytes, offset } of FILES.filter((file) => file.bytes > 0)) {
    const target = folder.join('here', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, BYTES.subarray(offset, offset + bytes));
  }
});
afterEach(() => folder.remove());

const places = () => [
  { directory: folder.join('here'), paths: PATHS },
  { directory: folder.join('before'), paths: PATHS },
];

function wholePieces(): number[] {
  const whole = new DiskContent(CONTENT, places()).wholePieces();
  return [0, 1, 2].filter((piece) => whole.has(piece));
}

it('finds all pieces of files that are whole', () => {
  expect(wholePieces()).toEqual([0, 1, 2]);
});

it('misses the pieces of a byte that is wrong, of a file that is short and of one that is gone', async () => {
  await writeFile(folder.join('here/root/third'), BYTES.subarray(171));
  expect(wholePieces()).toEqual([0]);
  await writeFile(folder.join('here/root/third'), BYTES.subarray(170));
  await truncate(folder.join('here/root/first'), 99);
  expect(wholePieces()).toEqual([2]);
  await rm(folder.join('here/root/first'));
  expect(wholePieces()).toEqual([2]);
});

it('finds a file by its name with .part, and in a former place', async () => {
  await rename(folder.join('here/root/first'), folder.join('here/root/first.part'));
  await mkdir(folder.join('before/root'), { recursive: true });
  await rename(folder.join('here/root/third'), folder.join('before/root/third'));
  expect(wholePieces()).toEqual([0, 1, 2]);
});

it('finds the bytes of a file that stands nowhere in the part file, at the place of the piece', async () => {
  await rm(folder.join('here/root/second'));
  expect(wholePieces()).toEqual([0, 2]);
  const parts = Buffer.alloc(PIECE);
  parts.set(BYTES.subarray(150, 170), 50);
  await writeFile(join(folder.join('here'), '.abc.parts'), parts);
  expect(wholePieces()).toEqual([0, 1, 2]);
});

it('knows the pieces that have bytes in a file', () => {
  const disk = new DiskContent(CONTENT, places());
  const file = new Set([folder.join('here/root/third')]);
  expect([0, 1, 2].filter((piece) => disk.hasBytesIn(piece, file))).toEqual([1, 2]);
});
