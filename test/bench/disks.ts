/** Where measurements put their files: a RAM disk with room for it all, and a disk that is none. */
import { statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';

const MEBIBYTE = 1024 ** 2;
const RAM_DISK = '/dev/shm';
/** The content, one copy, the source's own, and what the clients need. */
const COPIES_IN_MEMORY = 3.5;
/** statfs(2): TMPFS_MAGIC. */
const TMPFS = 0x01021994;

/** A RAM disk with room for it all; on a system without one, the folder for temporary files. */
export async function chooseRamDisk(bytes: number): Promise<string> {
  const disk = await statfs(RAM_DISK).catch(() => null);
  if (disk === null) return tmpdir();
  const needed = bytes * COPIES_IN_MEMORY;
  const free = Math.min(disk.bavail * disk.bsize, freemem());
  if (free >= needed) return RAM_DISK;
  const mebibytes = (count: number): string => `${Math.floor(count / MEBIBYTE)} MiB`;
  throw new Error(
    `${mebibytes(needed)} of memory are needed and ${mebibytes(free)} are free: choose a smaller --size.`,
  );
}

/** The folder that was named, or that for temporary files; null where it is in memory. */
export async function chooseDisk(named: string | null): Promise<string | null> {
  const folder = named ?? tmpdir();
  const { type } = await statfs(folder);
  if (type !== TMPFS) return folder;
  if (named !== null)
    throw new Error(`${named} is in memory: name a folder on a disk with --disk.`);
  return null;
}
