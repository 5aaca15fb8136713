/**
 * A look at a disk: whether a volume is there, and how much room a folder has. Runs in the engine's thread, but
 * waits in Node's pool of threads and not in a disk thread: a network folder that does not answer must hold up
 * neither peers nor the files of others. Whoever looks again waits for the last look first.
 */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from './system-error.ts';
import { ABSENT, readVolumeMarker, writeVolumeMarker } from './volume-marker.ts';

/** What is found where a volume should be. */
export interface VolumeLook {
  /** Whether its root is a folder. */
  isThere: boolean;
  /** What the marker in it says, empty where there is nothing in it; null where there is none. */
  marker: string | null;
}

/** The disk that a folder is on, or would be on. */
export interface FolderLook {
  /** Same for all folders that share the room. */
  device: number;
  freeBytes: number;
  /** Mounted read-only. */
  isReadOnly: boolean;
}

export interface DiskLooks {
  volume(root: string): Promise<VolumeLook>;
  /** Null where it cannot be told. */
  folder(folder: string): Promise<FolderLook | null>;
  /** Writes a marker into a root. */
  mark(root: string, marker: string): Promise<void>;
}

export const diskLooks: DiskLooks = {
  volume: lookAtVolume,
  folder: lookAtFolder,
  mark: writeVolumeMarker,
};

async function lookAtVolume(root: string): Promise<VolumeLook> {
  try {
    if (!(await stat(root)).isDirectory()) return { isThere: false, marker: null };
  } catch (error) {
    // A folder that only may not be looked into is no missing disk.
    const isThere = !ABSENT.has(systemErrorCode(error) ?? '');
    return { isThere, marker: isThere ? UNREADABLE : null };
  }
  return { isThere: true, marker: await readVolumeMarker(root).catch(() => UNREADABLE) };
}

/** A marker that is there and cannot be read: taken for the right one, so that the files say what is wrong. */
export const UNREADABLE = 'unreadable';

async function lookAtFolder(folder: string): Promise<FolderLook | null> {
  try {
    const [{ dev }, { bavail, bsize }] = await Promise.all([stat(folder), statfs(folder)]);
    const isReadOnly = await access(folder, constants.W_OK).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'EROFS',
    );
    return { device: dev, freeBytes: bavail * bsize, isReadOnly };
  } catch (error) {
    const isNotMade = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isNotMade && dirname(folder) !== folder ? lookAtFolder(dirname(folder)) : null;
  }
}
