/**
 * The marker of a volume: a small file in its root that says which volume it is. A root that had one and has
 * none is a disk that is not mounted: its bare mount point must not be filled, and nothing on it is lost.
 *
 * An empty marker is the user's word that this is the right folder: it is filled in. Any other content that was
 * not expected is another disk.
 */
import { constants, lstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from './system-error.ts';

export const VOLUME_MARKER_NAME = '.shoal-volume';

/** No marker of ours is longer. */
const LONGEST_MARKER_BYTES = 256;
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0; // not on Windows

/** What the marker in the root says, empty where nothing is in it; null where there is none. Rejects where it cannot be read. */
export async function readVolumeMarker(root: string): Promise<string | null> {
  try {
    const file = await open(join(root, VOLUME_MARKER_NAME), constants.O_RDONLY | NO_FOLLOW);
    try {
      const bytes = Buffer.alloc(LONGEST_MARKER_BYTES);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.toString('utf8', 0, bytesRead).trim();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (ABSENT.has(systemErrorCode(error) ?? '')) return null;
    throw error;
  }
}

/** Writes it into a root that is there, and syncs it. Rejects where that cannot be written. */
export async function writeVolumeMarker(root: string, marker: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_FOLLOW;
  const file = await open(join(root, VOLUME_MARKER_NAME), flags, 0o644);
  try {
    await file.writeFile(`${marker}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether the root has a marker, whatever it says: what a disk thread asks before it makes anything. */
export function hasVolumeMarker(root: string): boolean {
  try {
    return lstatSync(join(root, VOLUME_MARKER_NAME), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !ABSENT.has(systemErrorCode(error) ?? '');
  }
}

/** What a path answers whose disk is not there: nothing at all, or as a dead network or FUSE mount. */
export const ABSENT: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ENOTCONN',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'EHOSTDOWN',
]);
