/**
 * The folders of a storage. They are made level by level below the root of its volume, never the root itself: where
 * a disk is not mounted its place stays empty. A folder that leads out of the volume over a symbolic link is not
 * gone into. What was made is remembered until it is synced: a new entry survives a power cut only then.
 */
import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmdirSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { StorageError } from './disk-fault.ts';
import { entryAt, isAbsence, type Place } from './file-places.ts';
import { FirstFault } from './first-fault.ts';
import type { OpenFiles } from './open-files.ts';
import { hasVolumeMarker } from './volume-marker.ts';

/** How long a folder that nothing is made in counts as looked at: a link that comes meanwhile is met by the next look. */
const CHECK_HOLDS_MS = 1_000;

export class Folders {
  readonly #openFiles: OpenFiles;
  /** When a folder was last found inside of its volume. */
  readonly #checked = new Map<string, number>();
  /** Folders that got new entries. */
  readonly #unsynced = new Set<string>();

  constructor(openFiles: OpenFiles) {
    this.#openFiles = openFiles;
  }

  /** Whether the folder is there and may be gone into; throws `path-conflict` where it leads elsewhere. */
  isThere(folder: string, place: Place): boolean {
    const checkedAt = this.#checked.get(folder) ?? -Infinity;
    return Date.now() - checkedAt < CHECK_HOLDS_MS || this.#look(folder, place);
  }

  /** Makes what is missing of the folder, and sees that it may be gone into: now, since a file is made in it. */
  make(folder: string, place: Place): void {
    // First of all: the bare mount point of a disk that is not there is a folder, too.
    checkVolume(folder, place);
    if (this.#look(folder, place)) return;
    for (const missing of missingLevels(folder, place)) this.#makeOne(missing);
    this.#look(folder, place);
  }

  /** A file was made in the folder, renamed or removed. */
  noteChange(folder: string): void {
    this.#unsynced.add(folder);
  }

  /** The next look at the folder is at the disk: it was not as it was taken to be. */
  forget(): void {
    this.#checked.clear();
  }

  sync(): void {
    for (const folder of this.#unsynced) {
      syncFolder(folder, this.#openFiles);
      this.#unsynced.delete(folder);
    }
  }

  /** Removes the folders of a place that the names lead through where nothing is left in them; never the place itself. */
  removeEmpty(place: Place, names: Iterable<string>): void {
    const folders = new Set<string>();
    for (const name of names) {
      const parts = name.split('/').slice(0, -1);
      for (let depth = parts.length; depth > 0; depth--) {
        const folder = join(place.directory, ...parts.slice(0, depth));
        if (folders.has(folder)) break;
        folders.add(folder);
      }
    }
    const deepestFirst = [...folders].toSorted((one, other) => other.length - one.length);
    const faults = new FirstFault();
    for (const folder of deepestFirst) faults.meet(() => this.#removeIfEmpty(folder, place));
    faults.end();
  }

  /** Whether it is there, asked of the disk. */
  #look(folder: string, place: Place): boolean {
    let real = '';
    try {
      real = realpathSync.native(folder);
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
    const root = realpathSync.native(place.volumeRoot ?? place.directory);
    if (!isInside(real, root)) {
      throw new StorageError('path-conflict', `${folder} leads out of ${root}`);
    }
    this.#checked.set(folder, Date.now());
    return true;
  }

  #makeOne(folder: string): void {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another thread was quicker; what is no folder is met when it is gone into.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    this.#unsynced.add(dirname(folder));
  }

  #removeIfEmpty(folder: string, place: Place): void {
    if (!this.isThere(folder, place)) return;
    try {
      rmdirSync(folder);
      this.#checked.delete(folder);
      this.#unsynced.delete(folder);
      this.#unsynced.add(dirname(folder));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // Gone already, a link, or a folder that holds something that is not ours: all are as they should be.
      if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(code)) throw error;
    }
  }
}

/** Nothing is made outside of the volume, nor where its disk is not. */
function checkVolume(folder: string, { volumeRoot, isVolumeMarked }: Place): void {
  if (volumeRoot === null) return;
  if (!isInside(folder, volumeRoot)) {
    throw new StorageError('path-conflict', `${folder} is not in ${volumeRoot}`);
  }
  if (isVolumeMarked && !hasVolumeMarker(volumeRoot)) {
    throw new StorageError('volume-missing', `${volumeRoot} has no marker`);
  }
}

/** The folder and those above it that are not there, from the top. */
function missingLevels(folder: string, { volumeRoot }: Place): string[] {
  const missing: string[] = [];
  for (let level = folder; entryAt(level) === null; level = dirname(level)) {
    if (level === volumeRoot || dirname(level) === level) {
      throw new StorageError('volume-missing', `${level} is not there`);
    }
    missing.unshift(level);
  }
  return missing;
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function syncFolder(folder: string, openFiles: OpenFiles): void {
  let descriptor = -1;
  try {
    descriptor = openFiles.sparing(() => openSync(folder, constants.O_RDONLY));
    fsyncSync(descriptor);
  } catch (error) {
    // Some file systems cannot sync a folder (EINVAL); a folder that is gone has no entries.
    if (!isAbsence(error) && (error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  } finally {
    if (descriptor >= 0) closeSync(descriptor);
  }
}
