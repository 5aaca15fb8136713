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

/** The part file holds bytes of files that do not stand: where all stand it is of no use. */
export function removePartFileIfUnused({ layout, places, folders }: FileAccess): void {
  const part = places.standing(PART_FILE);
  if (!part) return;
  const isUsed = layout.files.some(
    ({ padding, bytes }, index) => !padding && bytes > 0 && places.standing(index) === null,
  );
  if (isUsed) return;
  removeFile(part.path);
  folders.noteChange(dirname(part.path));
}
