/**
 * The files of one torrent as one row of bytes: positional reads and writes that may cross files. Runs in a
 * disk worker; synchronous on purpose (one worker, one thing at a time; the engine never waits).
 *
 * Padding files (BEP 47) are never written and read as zeros. A last path component that is a symbolic link
 * is refused (O_NOFOLLOW), so that a link put into the folder leads nowhere.
 */
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StorageError, statusOfError } from './disk-fault.ts';
import { STATUS, type FileStamp, type LaidFile, type StorageLayout } from './disk-protocol.ts';
import type { OpenFiles } from './open-files.ts';

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0; // not on Windows

export class TorrentFiles {
  layout: StorageLayout;
  readonly #storage: number;
  readonly #openFiles: OpenFiles;
  /** Files that were written since they were last synced, and folders that got new entries. */
  readonly #unsynced = new Set<number>();
  readonly #newEntries = new Set<string>();

  constructor(storage: number, layout: StorageLayout, openFiles: OpenFiles) {
    this.#storage = storage;
    this.layout = layout;
    this.#openFiles = openFiles;
  }

  /** Writes all of `bytes` at `position` of the torrent. */
  write(position: number, bytes: Uint8Array): void {
    this.#eachSpan(position, bytes.length, (index, file, at, from, length) => {
      if (file.padding) return;
      const descriptor = this.#openToWrite(index);
      for (let done = 0; done < length;) {
        done += writeSync(descriptor, bytes, from + done, length - done, at + done);
      }
      this.#unsynced.add(index);
    });
  }

  /** Fills `bytes` from `position`. Throws ENOENT, or `file-changed` where a file is too short. */
  read(position: number, bytes: Uint8Array): void {
    this.#eachSpan(position, bytes.length, (index, file, at, from, length) => {
      if (file.padding) {
        bytes.fill(0, from, from + length);
        return;
      }
      const descriptor = this.#openToRead(index);
      for (let done = 0; done < length;) {
        const count = readSync(descriptor, bytes, from + done, length - done, at + done);
        if (count === 0) throw new StorageError('file-changed', `${file.path} is too short`);
        done += count;
      }
    });
  }

  /** Makes the named files, which have no bytes, so that they exist. */
  createEmpty(indices: readonly number[]): void {
    for (const index of indices) {
      this.#openToWrite(index);
      this.#unsynced.add(index);
    }
  }

  /** Everything that was written is on the disk when this returns. */
  sync(): void {
    for (const index of this.#unsynced) this.#syncFile(index);
    this.#unsynced.clear();
    for (const folder of this.#newEntries) syncFolder(folder);
    this.#newEntries.clear();
  }

  /** Removes the torrent's own files, then those of its folders that are empty; nothing else, ever. */
  deleteAll(): void {
    this.#openFiles.closeAll(this.#storage);
    const folders = new Set<string>();
    for (const file of this.layout.files) {
      if (file.padding) continue;
      removeIfThere(() => unlinkSync(this.#pathOf(file)));
      const parts = file.path.split('/').slice(0, -1);
      for (let depth = parts.length; depth > 0; depth--) {
        folders.add(join(this.layout.directory, ...parts.slice(0, depth)));
      }
    }
    const deepestFirst = [...folders].toSorted((one, other) => other.length - one.length);
    for (const folder of deepestFirst) removeIfThere(() => rmdirSync(folder));
  }

  /** From here on the files are elsewhere, or others are wanted. */
  changeLayout(layout: StorageLayout): void {
    this.release();
    this.layout = layout;
  }

  release(): void {
    this.#openFiles.closeAll(this.#storage);
  }

  /** Never makes the file anew: one that is gone has nothing to sync, and is noticed by its missing stamp. */
  #syncFile(index: number): void {
    try {
      const path = this.#pathOf(this.layout.files[index]!);
      const open = (): number => openSync(path, constants.O_RDWR | NO_FOLLOW);
      fsyncSync(this.#openFiles.use(this.#storage, index, true, open));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  #pathOf(file: LaidFile): string {
    return pathOf(this.layout, file);
  }

  #openToRead(index: number): number {
    return this.#openFiles.use(this.#storage, index, false, () =>
      openSync(this.#pathOf(this.layout.files[index]!), constants.O_RDONLY | NO_FOLLOW),
    );
  }

  /** Its folder counts as new with it: whether the file was there costs more to find out than a sync too many. */
  #openToWrite(index: number): number {
    return this.#openFiles.use(this.#storage, index, true, () => {
      const path = this.#pathOf(this.layout.files[index]!);
      const folder = dirname(path);
      this.#newEntries.add(folder);
      const flags = constants.O_RDWR | constants.O_CREAT | NO_FOLLOW;
      try {
        return openSync(path, flags, 0o666);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      mkdirSync(folder, { recursive: true });
      return openSync(path, flags, 0o666);
    });
  }

  /** Calls `visit(file index, file, place in the file, place in the bytes, length)` for each part of a range. */
  #eachSpan(
    position: number,
    length: number,
    visit: (index: number, file: LaidFile, at: number, from: number, length: number) => void,
  ): void {
    const { files } = this.layout;
    let done = 0;
    for (let index = this.#fileAt(position); done < length; index++) {
      const file = files[index]!;
      const at = position + done - file.offset;
      const part = Math.min(length - done, file.bytes - at);
      if (part > 0) visit(index, file, at, done, part);
      done += Math.max(part, 0);
    }
  }

  /** The last file that begins at or before `position`, by halving: a torrent may have 300,000 files. */
  #fileAt(position: number): number {
    const { files } = this.layout;
    let low = 0;
    let high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (files[middle]!.offset <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** What stands in each file's place; null for padding and for what is no plain file. */
export function stampsOf(place: Pick<StorageLayout, 'directory' | 'files'>): FileStamp[] {
  return place.files.map((file) => {
    if (file.padding) return null;
    try {
      const stat = lstatSync(pathOf(place, file), { throwIfNoEntry: false });
      return stat?.isFile()
        ? { bytes: stat.size, modifiedMs: Math.floor(stat.mtimeMs), inode: stat.ino }
        : null;
    } catch (error) {
      const status = statusOfError(error);
      if (status === STATUS.fileMissing || status === STATUS.pathConflict) return null;
      throw error;
    }
  });
}

function pathOf({ directory }: Pick<StorageLayout, 'directory'>, file: LaidFile): string {
  return join(directory, ...file.path.split('/'));
}

function removeIfThere(remove: () => void): void {
  try {
    remove();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone already, or a folder that holds something that is not ours: both are as they should be.
    if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(code ?? '')) throw error;
  }
}

/** A new file survives a power cut only when its folder was synced too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Some file systems cannot sync a folder (EINVAL); there is nothing more to do for them.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  } finally {
    closeSync(descriptor);
  }
}
