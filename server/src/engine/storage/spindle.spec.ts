import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spindleOf } from './spindle.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shoal-spindle-'));
});

afterEach(() => rmSync(root, { recursive: true }));

/** A sysfs in which the temporary folder's device is a partition of a disk. */
function sysfsWith(disk: string, rotational: '0' | '1'): string {
  const { dev } = statSync(root);
  const device = `${Math.floor(dev / 256) & 0xfff}:${(dev & 0xff) | (Math.floor(dev / 4096) & 0xfff00)}`;
  const partition = join(root, 'devices', disk, `${disk}1`);
  mkdirSync(join(root, 'devices', disk, 'queue'), { recursive: true });
  mkdirSync(partition);
  writeFileSync(join(partition, 'partition'), '1\n');
  writeFileSync(join(root, 'devices', disk, 'queue', 'rotational'), `${rotational}\n`);
  symlinkSync(partition, join(root, device));
  return root;
}

describe('the spindle of a folder', () => {
  it('is the disk that its partition is on, where that rotates', () => {
    expect(spindleOf(root, sysfsWith('sda', '1'))).toBe('sda');
  });

  it('is that of the nearest folder that exists, for one that is yet to be made', () => {
    expect(spindleOf(join(root, 'not', 'there'), sysfsWith('sdb', '1'))).toBe('sdb');
  });

  it.each([
    ['a solid-state disk', 'nvme0n1', '0'],
    ['a virtual disk, which does not know', 'vda', '1'],
  ] as const)('is none on %s', (_name, disk, rotational) => {
    expect(spindleOf(root, sysfsWith(disk, rotational))).toBeNull();
  });

  it('is none where the system does not tell', () => {
    expect(spindleOf(root, join(root, 'no-sysfs'))).toBeNull();
  });
});
