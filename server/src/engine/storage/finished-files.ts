/** Gives files that are whole their final names, and ends the part file when nothing needs it any more. */
import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from './disk-fault.ts';
import type { FileAccess } from './file-access.ts';
import { entryAt, PART_FILE } from './file-places.ts';
import { removeFile } from './file-removal.ts';

/** Takes the `.part` off, wherever the files stand. */
export function finishFiles(access: FileAccess, indices: readonly number[]): void {
  const { places, folders } = access;
  for (const index of indices) {
    const standing = places.standing(index);
    if (!standing?.isUnfinished) continue;
    const path = places.pathIn(standing.place, index)!;
    if (entryAt(path)) throw new StorageError('path-conflict', `${path} is there already`);
    folders.isThere(dirname(path), standing.place);
    renameSync(standing.path, path);
    folders.noteChange(dirname(path));
  }
  removePartFileIfUnused(access);
  folders.sync();
}

/** The part file goes where nothing needs it any more. */
export function removePartFileIfUnused(access: FileAccess): void {
  const part = access.places.standing(PART_FILE);
  if (!part || access.isPartFileNeeded) return;
  removeFile(part.path);
  access.noteReplaced(PART_FILE);
  access.folders.noteChange(dirname(part.path));
}
