/**
 * Which rotating disk a folder lies on (Linux, sysfs): all work for one goes to one disk thread, since two would
 * make its heads wander between two places (libtorrent PR 4734: a hard disk collapses above two hash threads).
 * Runs in a disk thread: a network folder that does not answer must not stop the protocol.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Virtual disks say that they rotate, whatever is below them. */
const VIRTUAL_DISK = /^(vd|xvd)/;
const SYSFS = '/sys/dev/block';

/** The disk's name, or null where the folder's disk does not rotate or cannot be told. */
export function spindleOf(directory: string, sysfs = SYSFS): string | null {
  try {
    const { dev } = statSync(nearestExisting(directory));
    const device = realpathSync(`${sysfs}/${majorOf(dev)}:${minorOf(dev)}`);
    const disk = existsSync(`${device}/partition`) ? dirname(device) : device;
    const isRotating = readFileSync(`${disk}/queue/rotational`, 'latin1').trim() === '1';
    return isRotating && !VIRTUAL_DISK.test(basename(disk)) ? basename(disk) : null;
  } catch {
    return null; // no block device, no sysfs: memory, network, another system
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** As glibc's `gnu_dev_major` and `gnu_dev_minor`. */
function majorOf(device: number): number {
  return Math.floor(device / 0x100) & 0xfff;
}

function minorOf(device: number): number {
  return (device & 0xff) | (Math.floor(device / 0x1000) & 0xfff00);
}
