import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
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
import { STATUS, type StepProgress, type StorageLayout, type StrayPlace } from './disk-protocol.ts';
import { OpenFiles } from './open-files.ts';
import { TorrentFiles } from './torrent-files.ts';

const row = rowOfBytes();

let folders: ReturnType<typeof twoFolders>;
let openFiles: OpenFiles;
let files: TorrentFiles;

function strayAt(directory: string, paths: string[] | null = null): StrayPlace {
  return { directory, paths, partFile: join(directory, '.id.parts') };
}

/** As after a start of the process: nothing is known but what is on the disk. */
function reopen(layout: StorageLayout): TorrentFiles {
  openFiles.closeAll(1);
  openFiles = new OpenFiles(3);
  files = new TorrentFiles(1, layout, openFiles);
  return files;
}

function readAll(): Uint8Array {
  const bytes = new Uint8Array(TOTAL_BYTES);
  files.read(0, bytes);
  return bytes;
}

function relocate(mostBytes?: number): StepProgress[] {
  const steps: StepProgress[] = [];
  do steps.push(files.relocateStep(mostBytes));
  while (!steps.at(-1)!.isDone && steps.length < 1_000);
  return steps;
}

const NAMES = laidFiles()
  .filter(({ padding, bytes }) => !padding && bytes > 0)
  .map(({ path }) => path)
  .toSorted();

beforeEach(() => {
  folders = twoFolders();
  openFiles = new OpenFiles(3);
  reopen(laidOut(folders.here));
});

afterEach(() => {
  openFiles.closeAll(1);
  folders.remove();
});

/** All files here, and to be moved there. */
function begin(more: Partial<StorageLayout> = {}): StorageLayout {
  const layout = laidOut(folders.there, { strays: [strayAt(folders.here)], ...more });
  files.write(0, row);
  files.sync();
  files.changeLayout(layout);
  return layout;
}

describe('a relocation', () => {
  it('moves every file to the other folder and leaves no empty folder behind', () => {
    writeFileSync(join(folders.here, 'theirs'), '');
    begin();
    const steps = relocate();
    expect(readAll()).toEqual(row);
    expect([namesIn(folders.there), namesIn(folders.here)]).toEqual([NAMES, ['theirs']]);
    expect(existsSync(join(folders.here, 'root'))).toBe(false);
    expect(steps.at(-1)).toEqual({
      doneBytes: TOTAL_BYTES - 9,
      totalBytes: TOTAL_BYTES - 9,
      isDone: true,
      file: null,
    });
  });

  it('tells how far it is, and of which file, from step to step', () => {
    expect(folders.areApart).toBe(true);
    begin();
    const steps = relocate(7);
    expect(steps.length).toBeGreaterThan(10);
    const done = steps.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual(done.toSorted((one, other) => one - other));
    expect(new Set(steps.map(({ file }) => file))).toEqual(new Set([0, 2, 4, 5, 6, null]));
  });

  it('is read from and written to at every step', () => {
    for (let stop = 0; stop < 30; stop++) {
      const layout = laidOut(folders.there, { strays: [strayAt(folders.here)] });
      reopen(laidOut(folders.here)).write(0, row);
      files.changeLayout(layout);
      for (let step = 0; step < stop; step++) files.relocateStep(5);
      expect(readAll()).toEqual(row);
      const changed = row.map((byte) => byte ^ 0x5a);
      for (const { offset, bytes, padding } of laidFiles()) {
        if (padding) changed.fill(0, offset, offset + bytes);
      }
      for (let at = 0; at < TOTAL_BYTES; at += 11) files.write(at, changed.subarray(at, at + 11));
      relocate(9);
      expect(readAll()).toEqual(changed);
      files.sync();
      expect(namesIn(folders.here)).toEqual([]);
      files.deleteAll();
    }
  });

  it('goes on after a stop at any step from what is on the disk, with writes before and after', () => {
    for (let stop = 0; stop < 30; stop++) {
      const changed = row.slice();
      const layout = laidOut(folders.there, { strays: [strayAt(folders.here)] });
      reopen(laidOut(folders.here)).write(0, row);
      files.changeLayout(layout);
      for (let step = 0; step < stop; step++) files.relocateStep(5);
      changed.set([1, 2, 3], 12);
      files.write(12, changed.subarray(12, 15));
      reopen(layout);
      expect(readAll()).toEqual(changed);
      changed.set([4, 5, 6], 90);
      files.write(90, changed.subarray(90, 93));
      relocate(5);
      expect(readAll()).toEqual(changed);
      expect([namesIn(folders.there), namesIn(folders.here)]).toEqual([NAMES, []]);
      files.deleteAll();
    }
  });

  it('can be turned round at any step', () => {
    for (let stop = 0; stop < 30; stop++) {
      reopen(laidOut(folders.here)).write(0, row);
      files.changeLayout(laidOut(folders.there, { strays: [strayAt(folders.here)] }));
      for (let step = 0; step < stop; step++) files.relocateStep(5);
      files.changeLayout(laidOut(folders.here, { strays: [strayAt(folders.there)] }));
      expect(readAll()).toEqual(row);
      relocate();
      expect(readAll()).toEqual(row);
      expect([namesIn(folders.there), namesIn(folders.here)]).toEqual([[], NAMES]);
      files.deleteAll();
    }
  });

  it('renames files and their folders, and does not make two of one', () => {
    files.write(0, row);
    const before = laidFiles().map(({ path }) => path);
    const renamed = laidFiles();
    for (const file of renamed) file.path = file.path.replace('root', 'new');
    renamed[4]!.path = 'new/other';
    files.changeLayout(
      laidOut(folders.here, { files: renamed, strays: [strayAt(folders.here, before)] }),
    );
    expect(readAll()).toEqual(row);
    relocate();
    expect(readAll()).toEqual(row);
    expect(namesIn(folders.here)).toEqual([
      'new/a',
      'new/d',
      'new/deep/er/b',
      'new/e',
      'new/other',
    ]);
    expect(readdirSync(folders.here)).toEqual(['new']);
  });

  it('takes unfinished files and the part file along, each under its kind of name', () => {
    const more = { usesPartSuffix: true, files: skipping('root/deep/c') };
    reopen(laidOut(folders.here, more)).write(0, row);
    files.finish([0]);
    files.changeLayout(laidOut(folders.there, { ...more, strays: [strayAt(folders.here)] }));
    relocate(5);
    expect(readAll()).toEqual(row);
    expect([namesIn(folders.there), namesIn(folders.here)]).toEqual([
      ['.id.parts', 'root/a', 'root/d.part', 'root/deep/er/b.part', 'root/e.part'],
      [],
    ]);
  });

  it('lets a file be finished, promoted and written while it is copied', () => {
    const more = { usesPartSuffix: true, files: skipping('root/deep/c') };
    for (let stop = 0; stop < 30; stop++) {
      reopen(laidOut(folders.here, more)).write(0, row);
      files.changeLayout(laidOut(folders.there, { ...more, strays: [strayAt(folders.here)] }));
      for (let step = 0; step < stop; step++) files.relocateStep(5);
      files.finish([2, 6]);
      files.promote([{ index: 4, pieces: [] }]);
      relocate(5);
      expect(readAll()).toEqual(row);
      expect([namesIn(folders.there), namesIn(folders.here)]).toEqual([
        ['root/a.part', 'root/d.part', 'root/deep/c.part', 'root/deep/er/b', 'root/e'],
        [],
      ]);
      files.deleteAll();
      expect(namesIn(folders.there)).toEqual([]);
    }
  });

  it('keeps size and time of what it copies, also of a file that is longer than the torrent’s', () => {
    files.write(0, row);
    const [before, after] = [join(folders.here, 'root/a'), join(folders.there, 'root/a')];
    files.release();
    truncateSync(before, 1_000);
    utimesSync(before, 1_000_000, 1_234_567.891);
    files.changeLayout(laidOut(folders.there, { strays: [strayAt(folders.here)] }));
    relocate();
    const { size, mtimeMs } = statSync(after);
    expect([size, Math.floor(mtimeMs)]).toEqual([1_000, 1_234_567_891]);
  });

  it('completes a move that a crash ended before its last step: the target wins', () => {
    begin();
    const [source, target] = [join(folders.here, 'root/a'), join(folders.there, 'root/a')];
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, row.subarray(0, 10));
    const { mtimeMs } = statSync(source);
    utimesSync(target, 0, mtimeMs / 1_000);
    expect(readAll()).toEqual(row);
    relocate();
    expect([existsSync(source), readAll()]).toEqual([false, row]);
  });

  it('completes such a move before the file is written to', () => {
    const layout = begin();
    const [source, target] = [join(folders.here, 'root/a'), join(folders.there, 'root/a')];
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, row.subarray(0, 10));
    utimesSync(target, 0, statSync(source).mtimeMs / 1_000);
    reopen(layout).write(0, row.subarray(0, 4));
    expect(existsSync(source)).toBe(false);
    relocate();
    expect(readAll()).toEqual(row);
  });

  it('never replaces a file that it did not make, and goes on when that is gone', () => {
    begin();
    const target = join(folders.there, 'root/a');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, 'theirs, which is longer and newer');
    reopen(laidOut(folders.there, { strays: [strayAt(folders.here)] }));
    expect(statusOf(readAll)).toBe(STATUS.pathConflict);
    expect(statusOf(() => files.write(0, row))).toBe(STATUS.pathConflict);
    expect(statusOf(() => relocate())).toBe(STATUS.pathConflict);
    expect(readFileSync(target, 'utf8')).toBe('theirs, which is longer and newer');
    renameSync(target, `${target}.kept`);
    relocate();
    expect(readAll()).toEqual(row);
  });

  it('removes what a crash left of a copy', () => {
    const layout = begin();
    for (let step = 0; step < 4; step++) files.relocateStep(5);
    expect(namesIn(folders.there).some((name) => name.includes('shoal-move'))).toBe(true);
    reopen(layout);
    relocate();
    expect(namesIn(folders.there)).toEqual(NAMES);
  });

  it('does not lose a file whose two folders are one over another way', () => {
    files.write(0, row);
    symlinkSync(folders.here, join(folders.there, 'same'));
    const same = join(folders.there, 'same');
    files.changeLayout(laidOut(same, { strays: [strayAt(folders.here)] }));
    relocate();
    expect(readAll()).toEqual(row);
    expect(namesIn(folders.here)).toEqual(NAMES);
  });

  it('leaves one of two names of the same file', () => {
    files.write(0, row);
    mkdirSync(join(folders.here, 'to/root'), { recursive: true });
    linkSync(join(folders.here, 'root/a'), join(folders.here, 'to/root/a'));
    files.changeLayout(laidOut(join(folders.here, 'to'), { strays: [strayAt(folders.here)] }));
    relocate();
    expect(readAll()).toEqual(row);
    expect(namesIn(folders.here)).toEqual(NAMES.map((name) => `to/${name}`));
  });

  it('moves nothing that is no plain file', () => {
    const layout = begin();
    const source = join(folders.here, 'root/a');
    renameSync(source, `${source}.kept`);
    symlinkSync('/etc/passwd', source);
    reopen(layout);
    expect(statusOf(() => relocate())).toBe(STATUS.pathConflict);
    expect(readFileSync('/etc/passwd').length).toBeGreaterThan(0);
    expect(existsSync(join(folders.there, 'root/a'))).toBe(false);
  });

  it('moves thousands of small files by bounded steps', () => {
    const many = Array.from({ length: 2_500 }, (_, index) => ({
      path: `many/${index}`,
      bytes: 1,
      offset: index,
      padding: false,
    }));
    const layout = (directory: string, strays: StrayPlace[] = []): StorageLayout =>
      laidOut(directory, { files: many, strays, totalBytes: many.length });
    const to = join(folders.here, 'to');
    reopen(layout(folders.here)).write(0, new Uint8Array(many.length).fill(7));
    files.changeLayout(layout(to, [strayAt(folders.here)]));
    const steps = relocate();
    expect(steps.length).toBeGreaterThan(40);
    expect(readdirSync(join(to, 'many'))).toHaveLength(2_500);
  });
});
