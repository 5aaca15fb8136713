/** Removes what a storage has on the disk: its own files wherever they stand, and its folders that are empty then. */
import { unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from './disk-fault.ts';
import type { FileAccess } from './file-access.ts';
import { entryAt, isAbsence, PART_FILE, type Place } from './file-places.ts';
import { FirstFault } from './first-fault.ts';

/** Goes on where something cannot be removed, and throws the first reason at the end. */
export function deleteAll(access: FileAccess): void {
  const { layout, places, folders } = access;
  const faults = new FirstFault();
  for (const place of [places.own, ...places.strays]) {
    for (let index = PART_FILE; index < layout.files.length; index++) {
      if (!layout.files[index]?.padding) faults.meet(() => removeIn(access, place, index));
    }
    faults.meet(() => folders.removeEmpty(place, places.namesIn(place)));
  }
  faults.end();
}

/** Removes a file that is not needed any more, or was not finished. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

function removeIn({ places, folders }: FileAccess, place: Place, index: number): void {
  const path = places.pathIn(place, index);
  if (path === null || !folders.isThere(dirname(path), place)) return;
  const temporary = places.temporaryPathIn(place, index)!;
  if (entryAt(temporary)?.isFile()) removeFile(temporary);
  const standing = places.standingIn(place, index);
  if (!standing) return;
  if (standing.stats.isDirectory()) {
    throw new StorageError('path-conflict', `${standing.path} is a folder`);
  }
  removeFile(standing.path);
}
