import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleBytes } from '../testing/torrent-builder.ts';
import { statusOf } from '../testing/on-disk.ts';
import { STATUS, type LaidFile, type StorageLayout } from './disk-protocol.ts';
import { stampsOf } from './file-places.ts';
import { OpenFiles } from './open-files.ts';
import { TorrentFiles } from './torrent-files.ts';

const SIZES: [string, number, boolean?][] = [
  ['root/a', 10],
  ['root/empty', 0],
  ['root/deep/er/b', 5],
  ['root/.pad/7', 7, true],
  ['root/deep/c', 20],
  ['root/last-empty', 0],
];
const TOTAL_BYTES = 42;

let directory = '';
let openFiles = new OpenFiles(3);
let files: TorrentFiles;

function layout(): StorageLayout {
  let offset = 0;
  const laid: LaidFile[] = SIZES.map(([path, bytes, padding = false]) => {
    const file = { path, bytes, offset, padding };
    offset += bytes;
    return file;
  });
  return {
    directory,
    pieceLength: 16,
    totalBytes: offset,
    pieceHashes: new Uint8Array(60),
    files: laid,
  };
}

/** The bytes of the row, with zeros where padding is. */
function row(): Uint8Array {
  return sampleBytes(TOTAL_BYTES).fill(0, 15, 22);
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-files-'));
  openFiles = new OpenFiles(3);
  files = new TorrentFiles(1, layout(), openFiles);
});

afterEach(() => {
  openFiles.closeAll(1);
  rmSync(directory, { recursive: true });
});

describe('TorrentFiles', () => {
  it('lays one row of bytes into its files, and leaves padding out', () => {
    const bytes = row();
    files.write(0, bytes);
    expect(readFileSync(join(directory, 'root/a'))).toEqual(Buffer.from(bytes.subarray(0, 10)));
    expect(readFileSync(join(directory, 'root/deep/er/b'))).toEqual(
      Buffer.from(bytes.subarray(10, 15)),
    );
    expect(readFileSync(join(directory, 'root/deep/c'))).toEqual(Buffer.from(bytes.subarray(22)));
    expect(existsSync(join(directory, 'root/.pad'))).toBe(false);
    expect(existsSync(join(directory, 'root/empty'))).toBe(false);
  });

  it('reads back any range that was written in any cut', () => {
    const bytes = row();
    const cut = fc.tuple(fc.nat(TOTAL_BYTES), fc.nat(TOTAL_BYTES));
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 6 }), cut, (writes, [one, other]) => {
        files.write(0, new Uint8Array(TOTAL_BYTES));
        files.write(0, bytes.subarray(0, 22));
        files.write(22, bytes.subarray(22));
        for (const ends of writes) {
          const [from, to] = ends.toSorted((left, right) => left - right) as [number, number];
          files.write(from, bytes.subarray(from, to));
        }
        const start = Math.min(one, other);
        const read = new Uint8Array(Math.abs(one - other)).fill(1);
        files.read(start, read);
        expect(read).toEqual(bytes.slice(start, start + read.length));
      }),
      { numRuns: 50 },
    );
  });

  it('reads padding as zeros though there is no file', () => {
    const read = new Uint8Array(7).fill(9);
    files.read(15, read);
    expect(read).toEqual(new Uint8Array(7));
  });

  it('says that a file is missing, or was changed where it is too short', () => {
    const read = new Uint8Array(10);
    expect(statusOf(() => files.read(0, read))).toBe(STATUS.fileMissing);
    files.write(0, row());
    files.release();
    truncateSync(join(directory, 'root/a'), 4);
    expect(() => files.read(0, read)).toThrow(expect.objectContaining({ code: 'file-changed' }));
  });

  it('follows no symbolic link in the place of a file', () => {
    writeFileSync(join(directory, 'secret'), 'do not touch');
    mkdirSync(join(directory, 'root'));
    symlinkSync(join(directory, 'secret'), join(directory, 'root/a'));
    expect(statusOf(() => files.write(0, new Uint8Array(10)))).toBe(STATUS.pathConflict);
    expect(statusOf(() => files.read(0, new Uint8Array(10)))).toBe(STATUS.pathConflict);
    expect(stampsOf(layout()).stamps[0]).toBeNull();
    expect(readFileSync(join(directory, 'secret'), 'utf8')).toBe('do not touch');
  });

  it('says that a path is taken where a folder is in a file’s place, or a file in a folder’s', () => {
    mkdirSync(join(directory, 'root/a'), { recursive: true });
    writeFileSync(join(directory, 'root/deep'), 'a file');
    expect(statusOf(() => files.write(0, new Uint8Array(10)))).toBe(STATUS.pathConflict);
    expect(statusOf(() => files.write(10, new Uint8Array(5)))).toBe(STATUS.pathConflict);
    expect(stampsOf(layout()).stamps).toEqual([null, null, null, null, null, null]);
  });

  it('makes empty files, and tells what stands in each place', () => {
    files.createEmpty([1, 5]);
    files.write(0, row().subarray(0, 10));
    files.sync();
    const stamps = stampsOf(layout()).stamps;
    expect(stamps.map((stamp) => stamp?.bytes ?? null)).toEqual([10, 0, null, null, null, 0]);
    expect(stamps[0]!.modifiedMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it('syncs what was written though its file was closed since', () => {
    files.write(0, row());
    files.release();
    expect(statusOf(() => files.sync())).toBe(STATUS.ok);
  });

  it('deletes its own files and those of its folders that are empty, and nothing else', () => {
    files.write(0, row());
    files.createEmpty([1, 5]);
    mkdirSync(join(directory, 'root/theirs'));
    writeFileSync(join(directory, 'root/deep/theirs'), '');
    writeFileSync(join(directory, 'beside'), '');
    files.deleteAll();
    const left = new Set(readdirSync(directory, { recursive: true, encoding: 'utf8' }));
    expect(left).toEqual(
      new Set(['beside', 'root', 'root/deep', 'root/deep/theirs', 'root/theirs']),
    );
  });

  it('deletes all of its folders, but never the one that it was put into', () => {
    files.write(0, row());
    files.deleteAll();
    expect(readdirSync(directory)).toEqual([]);
    expect(statusOf(() => files.deleteAll())).toBe(STATUS.ok);
  });

  it('deletes a link in the place of a file, and not what it leads to', () => {
    writeFileSync(join(directory, 'theirs'), 'kept');
    mkdirSync(join(directory, 'root'));
    symlinkSync(join(directory, 'theirs'), join(directory, 'root/a'));
    files.deleteAll();
    expect(readdirSync(directory)).toEqual(['theirs']);
  });
});
