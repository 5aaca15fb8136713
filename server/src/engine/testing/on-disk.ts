/** What tests of the storage ask of the disk. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { statusOfError } from '../storage/disk-fault.ts';
import { STATUS } from '../storage/disk-protocol.ts';

/** How a disk thread would answer for `act`. */
export function statusOf(act: () => void): number {
  try {
    act();
  } catch (error) {
    return statusOfError(error);
  }
  return STATUS.ok;
}

/** The plain files below a folder, relative to it, in order. */
export function namesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}
