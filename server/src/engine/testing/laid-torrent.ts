/**
 * A torrent as the storage sees it, over real folders on two devices where the machine has two: enough files, empty
 * ones and padding that pieces lie in every way across them.
 */
import { accessSync, constants, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaidFile, StorageLayout } from '../storage/disk-protocol.ts';
import { sampleBytes } from './torrent-builder.ts';

export const PIECE_LENGTH = 16;

/** Bytes of each file; padding is negative. */
const SIZES: [path: string, bytes: number][] = [
  ['root/a', 10],
  ['root/empty', 0],
  ['root/deep/er/b', 45],
  ['root/.pad/9', -9],
  ['root/deep/c', 20],
  ['root/d', 3],
  ['root/e', 40],
  ['root/last-empty', 0],
];

export function laidFiles(): LaidFile[] {
  let offset = 0;
  return SIZES.map(([path, size]) => {
    const file = { path, bytes: Math.abs(size), offset, padding: size < 0 };
    offset += file.bytes;
    return file;
  });
}

export const TOTAL_BYTES = SIZES.reduce((sum, [, size]) => sum + Math.abs(size), 0);

/** What the torrent's bytes are: zeros where padding is. */
export function rowOfBytes(): Uint8Array {
  const row = sampleBytes(TOTAL_BYTES);
  for (const { offset, bytes, padding } of laidFiles()) {
    if (padding) row.fill(0, offset, offset + bytes);
  }
  return row;
}

export function laidOut(directory: string, more: Partial<StorageLayout> = {}): StorageLayout {
  return {
    directory,
    pieceLength: PIECE_LENGTH,
    totalBytes: TOTAL_BYTES,
    pieceHashes: null,
    files: laidFiles(),
    partFile: join(directory, '.id.parts'),
    ...more,
  };
}

/** The files with those of some paths skipped. */
export function skipping(...paths: string[]): LaidFile[] {
  const files = laidFiles();
  for (const file of files) file.isSkipped = paths.includes(file.path);
  return files;
}

/** Two new folders, on two devices if there are. */
export function twoFolders(): { here: string; there: string; areApart: boolean; remove(): void } {
  const here = mkdtempSync(join(tmpdir(), 'shoal-here-'));
  const there = mkdtempSync(join(otherDevice(), 'shoal-there-'));
  return {
    here,
    there,
    areApart: statSync(here).dev !== statSync(there).dev,
    remove: () => {
      for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function otherDevice(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
