/**
 * A file that stands where it belongs and where it was before: a move between devices that a crash ended before its
 * last step, or another program's file in the place of ours, or one file over two ways.
 */
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { StorageError } from './disk-fault.ts';
import type { Standing } from './file-places.ts';

/** FAT keeps times of two seconds. */
const COARSEST_TIME_MS = 2_000;

/**
 * Throws `path-conflict` where `target` is not what a move of `source` leaves before it removes the source. Nothing is
 * written to the one while the other is there, so that both are as the move left them.
 */
export function checkMoved(source: Standing, target: Standing): void {
  if (isSameFile(source, target)) return;
  const isSameSize = target.stats.size === source.stats.size;
  const timeApartMs = Math.abs(target.stats.mtimeMs - source.stats.mtimeMs);
  if (target.stats.isFile() && isSameSize && timeApartMs <= COARSEST_TIME_MS) return;
  throw conflictAt(target.path);
}

/** Whether both are one name in one folder, though over different ways or in other letters. */
export function isSameEntry(one: Standing, other: Standing): boolean {
  if (!isSameFile(one, other)) return false;
  const [oneFolder, otherFolder] = [statSync(dirname(one.path)), statSync(dirname(other.path))];
  const isSameFolder = oneFolder.ino === otherFolder.ino && oneFolder.dev === otherFolder.dev;
  return isSameFolder && foldedName(one.path) === foldedName(other.path);
}

export function conflictAt(path: string): StorageError {
  return new StorageError('path-conflict', `${path} stands where a file is to be moved`);
}

function isSameFile(one: Standing, other: Standing): boolean {
  return one.stats.ino === other.stats.ino && one.stats.dev === other.stats.dev;
}

function foldedName(path: string): string {
  return basename(path).normalize('NFC').toLowerCase();
}
