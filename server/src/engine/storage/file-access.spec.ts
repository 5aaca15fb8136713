import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  laidFiles,
  laidOut,
  rowOfBytes,
  skipping,
  TOTAL_BYTES,
  twoFolders,
} from '../testing/laid-torrent.ts';
import { namesIn, statusOf } from '../testing/on-disk.ts';
import { STATUS, type StorageLayout } from './disk-protocol.ts';
import { OpenFiles } from './open-files.ts';
import { TorrentFiles } from './torrent-files.ts';

const row = rowOfBytes();

let folders: ReturnType<typeof twoFolders>;
let openFiles: OpenFiles;
let files: TorrentFiles;

function open(more: Partial<StorageLayout> = {}): TorrentFiles {
  openFiles?.closeAll(1);
  openFiles = new OpenFiles(3);
  files = new TorrentFiles(1, laidOut(folders.here, more), openFiles);
  return files;
}

function here(name: string): string {
  return join(folders.here, name);
}

function readAll(): Uint8Array {
  const bytes = new Uint8Array(TOTAL_BYTES);
  files.read(0, bytes);
  return bytes;
}

beforeEach(() => {
  folders = twoFolders();
});

afterEach(() => {
  openFiles.closeAll(1);
  folders.remove();
});

describe('folders', () => {
  it('are made below the root of the volume, and the root never', () => {
    const volumeRoot = here('mount');
    const inVolume = { directory: join(volumeRoot, 'downloads'), volumeRoot };
    expect(statusOf(() => open(inVolume).write(0, row))).toBe(STATUS.volumeMissing);
    expect(existsSync(volumeRoot)).toBe(false);
    mkdirSync(volumeRoot);
    open(inVolume).write(0, row);
    expect(readAll()).toEqual(row);
  });

  it('are not made where the marker of the volume is missing, as its disk is', () => {
    const volumeRoot = here('mount');
    mkdirSync(volumeRoot);
    const marked = { directory: join(volumeRoot, 'in'), volumeRoot, isVolumeMarked: true };
    expect(statusOf(() => open(marked).write(0, row))).toBe(STATUS.volumeMissing);
    expect(readdirSync(volumeRoot)).toEqual([]);
    writeFileSync(join(volumeRoot, '.shoal-volume'), 'id');
    open(marked).write(0, row);
    expect(readAll()).toEqual(row);
  });

  it('are not made outside of the volume', () => {
    mkdirSync(here('mount'));
    open({ directory: here('beside'), volumeRoot: here('mount') });
    expect(statusOf(() => files.write(0, row))).toBe(STATUS.pathConflict);
    expect(readdirSync(folders.here)).toEqual(['mount']);
  });

  it('that lead out of the volume are not gone into, to read, write or delete', () => {
    open().write(0, row);
    files.release();
    cpSync(here('root/deep'), join(folders.there, 'deep'), { recursive: true });
    rmSync(here('root/deep'), { recursive: true });
    symlinkSync(join(folders.there, 'deep'), here('root/deep'));
    expect(statusOf(readAll)).toBe(STATUS.pathConflict);
    expect(statusOf(() => files.write(10, row.subarray(10, 20)))).toBe(STATUS.pathConflict);
    expect(statusOf(() => files.deleteAll())).toBe(STATUS.pathConflict);
    expect(readdirSync(join(folders.there, 'deep')).toSorted()).toEqual(['c', 'er']);
    expect(readdirSync(here('root'))).toEqual(['deep']);
  });

  it('that became a link a moment ago get no new file there', () => {
    open().write(0, row.subarray(0, 10));
    renameSync(here('root'), here('kept'));
    symlinkSync(folders.there, here('root'));
    expect(statusOf(() => files.write(84, row.subarray(84, 87)))).toBe(STATUS.pathConflict);
    expect(readdirSync(folders.there)).toEqual([]);
  });

  it('that are links within the volume are as all others', () => {
    mkdirSync(here('elsewhere'));
    mkdirSync(here('root'));
    symlinkSync(here('elsewhere'), here('root/deep'));
    open({ volumeRoot: folders.here }).write(0, row);
    expect([readAll(), readdirSync(here('elsewhere')).toSorted()]).toEqual([row, ['c', 'er']]);
  });

  it('are made again where they went while nothing was open', () => {
    open().write(0, row);
    files.sync();
    openFiles.closeAll(1);
    rmSync(here('root'), { recursive: true });
    files.write(0, row);
    expect(readAll()).toEqual(row);
  });
});

describe('a sync', () => {
  it('notices a written file that is gone, and one that another was put in the place of', () => {
    open().write(0, row);
    rmSync(here('root/a'));
    expect(statusOf(() => files.sync())).toBe(STATUS.fileMissing);
    open().write(0, row);
    writeFileSync(here('theirs'), row.subarray(0, 10));
    renameSync(here('theirs'), here('root/a'));
    expect(statusOf(() => files.sync())).toBe(STATUS.fileChanged);
    files.release();
    expect(statusOf(() => files.sync())).toBe(STATUS.ok);
  });

  it('of what was found right and not written needs no right to write, and no file', () => {
    open().write(0, row);
    files.sync();
    open().adopt(0, TOTAL_BYTES);
    rmSync(here('root/a'));
    expect(statusOf(() => files.sync())).toBe(STATUS.ok);
  });
});

describe('files', () => {
  it('that are longer than the torrent says keep what they have', () => {
    open({ preallocation: 'sparse' });
    mkdirSync(here('root'));
    writeFileSync(here('root/a'), 'much longer than ten');
    files.write(0, row);
    expect(readFileSync(here('root/a')).subarray(10).toString()).toBe('r than ten');
  });

  it('have their full length from the start where that is wished', () => {
    open({ preallocation: 'sparse' }).write(30, row.subarray(30, 31));
    expect(statSync(here('root/deep/er/b')).size).toBe(45);
    open({ preallocation: 'none' }).write(0, row.subarray(0, 1));
    expect(statSync(here('root/a')).size).toBe(1);
  });

  it('are filled with zeros step by step, but for what they hold', () => {
    open({ preallocation: 'full', files: skipping('root/e') }).write(20, row.subarray(20, 25));
    const wanted = laidFiles().filter(({ path, padding }) => !padding && path !== 'root/e');
    const totalBytes = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    const step = files.allocateStep();
    expect(step).toEqual({ doneBytes: totalBytes, totalBytes, isDone: true, file: null });
    const filled = readFileSync(here('root/deep/er/b'));
    expect([filled.length, filled.subarray(10, 15)]).toEqual([45, Buffer.from(row.slice(20, 25))]);
    expect(existsSync(here('root/e'))).toBe(false);
  });

  it('of many megabytes are filled in many steps, that go on after a crash', () => {
    const large = [{ path: 'large', bytes: 20 * 1024 * 1024, offset: 0, padding: false }];
    open({ preallocation: 'full', files: large });
    const first = files.allocateStep();
    expect([first.isDone, first.file, first.doneBytes]).toEqual([false, 0, 8 * 1024 * 1024]);
    open({ preallocation: 'full', files: large });
    const rest = [files.allocateStep(), files.allocateStep()];
    expect(rest.map(({ isDone }) => isDone)).toEqual([false, true]);
    expect(statSync(here('large')).size).toBe(20 * 1024 * 1024);
  });

  it('that are not whole bear it in their names, until they are finished', () => {
    open({ usesPartSuffix: true }).write(0, row);
    files.createEmpty([1]);
    expect(namesIn(folders.here)).toEqual(
      ['root/a', 'root/d', 'root/deep/c', 'root/deep/er/b', 'root/e']
        .map((name) => `${name}.part`)
        .concat('root/empty')
        .toSorted(),
    );
    files.finish([0, 2]);
    files.sync();
    expect(namesIn(folders.here).filter((name) => !name.endsWith('.part'))).toEqual([
      'root/a',
      'root/deep/er/b',
      'root/empty',
    ]);
    open({ usesPartSuffix: false }).write(0, row);
    expect([readAll(), namesIn(folders.here).includes('root/e')]).toEqual([row, false]);
  });

  it('are not finished over what stands in their place', () => {
    open({ usesPartSuffix: true }).write(0, row);
    mkdirSync(here('root/e'));
    renameSync(here('root/a.part'), here('root/a'));
    writeFileSync(here('root/a.part'), 'theirs');
    files.finish([0]);
    expect(readFileSync(here('root/a.part'), 'utf8')).toBe('theirs');
    expect(statusOf(readAll)).toBe(STATUS.pathConflict);
  });
});

describe('unwanted files', () => {
  const skipped = { files: skipping('root/deep/c', 'root/d') };

  it('do not appear: what is had of them is in the part file', () => {
    open(skipped).write(0, row);
    expect(namesIn(folders.here)).toEqual(['.id.parts', 'root/a', 'root/deep/er/b', 'root/e']);
    expect(readAll()).toEqual(row);
    files.sync();
    files.deleteAll();
    expect(readdirSync(folders.here)).toEqual([]);
  });

  it('that stand already are written where they stand', () => {
    open().write(64, row.subarray(64, 66));
    open(skipped).write(64, row.subarray(64, 84));
    expect(readFileSync(here('root/deep/c'))).toEqual(Buffer.from(row.subarray(64, 84)));
    expect(existsSync(here('.id.parts'))).toBe(false);
  });

  it('are missing where the part file has nothing of them', () => {
    open(skipped);
    expect(statusOf(() => files.read(64, new Uint8Array(20)))).toBe(STATUS.fileMissing);
    files.write(80, row.subarray(80, 82));
    expect(statusOf(() => files.read(64, new Uint8Array(60)))).toBe(STATUS.fileMissing);
  });

  it('get a file of their own with what is had when they are wanted, and the part file goes', () => {
    open(skipped).write(0, row);
    files.changeLayout(laidOut(folders.here, { files: skipping('root/deep/c') }));
    files.promote([{ index: 5, pieces: [] }]);
    expect(namesIn(folders.here)).toContain('.id.parts');
    files.changeLayout(laidOut(folders.here));
    expect(readAll()).toEqual(row);
    files.promote([{ index: 4, pieces: [] }]);
    expect(namesIn(folders.here)).toEqual([
      'root/a',
      'root/d',
      'root/deep/c',
      'root/deep/er/b',
      'root/e',
    ]);
    expect(readAll()).toEqual(row);
    expect(statusOf(() => files.sync())).toBe(STATUS.ok);
  });

  it('are not made by a promotion that has nothing for them', () => {
    open(skipped).write(0, row.subarray(0, 55));
    files.promote([{ index: 5, pieces: [] }]);
    expect(namesIn(folders.here)).toEqual(['root/a', 'root/deep/er/b']);
  });
});

describe('deleting', () => {
  it('goes on past what cannot be deleted, and says so', () => {
    open().write(0, row);
    files.release();
    rmSync(here('root/a'));
    mkdirSync(here('root/a'));
    expect(statusOf(() => files.deleteAll())).toBe(STATUS.pathConflict);
    expect(namesIn(folders.here)).toEqual([]);
    expect(readdirSync(here('root'))).toEqual(['a']);
  });

  it('takes files in stray places, unfinished ones and the part file along, and nothing of others', () => {
    const unfinished = { usesPartSuffix: true, files: skipping('root/d') };
    open(unfinished).write(0, row);
    writeFileSync(here('root/theirs'), '');
    const stray = { directory: folders.here, paths: null, partFile: here('.id.parts') };
    files.changeLayout(laidOut(folders.there, { ...unfinished, strays: [stray] }));
    files.relocateStep(12);
    truncateSync(here('root/e.part'), 1);
    files.deleteAll();
    expect([namesIn(folders.here), readdirSync(folders.there)]).toEqual([['root/theirs'], []]);
  });
});
