/**
 * Every file call of the storage fails once, in every way that disks fail, and the process ends before every one of
 * them. What comes out is a status that the user can be told, nothing is taken for written that is not, and when
 * the fault is gone the same work succeeds.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fsFaults } from '../testing/faulty-fs.ts';
import { laidOut, rowOfBytes, skipping, TOTAL_BYTES, twoFolders } from '../testing/laid-torrent.ts';
import { statusOfError } from './disk-fault.ts';
import { STATUS, type StorageLayout } from './disk-protocol.ts';
import { OpenFiles } from './open-files.ts';
import { TorrentFiles } from './torrent-files.ts';

vi.mock('node:fs', async (original) => {
  const { faultyFs } = await import('../testing/faulty-fs.ts');
  return faultyFs(await original());
});

/** Every call fails with one of the codes, every fifth with each of the others. */
const FAULTS: [code: string, status: number, stride: number][] = [
  ['EIO', STATUS.ioError, 1],
  ['ENOSPC', STATUS.diskFull, 5],
  ['EACCES', STATUS.permissionDenied, 5],
  ['EROFS', STATUS.readOnly, 5],
  ['EMFILE', STATUS.tooManyOpenFiles, 5],
];

/** More than any of the works below does. */
const MOST_CALLS = 2_000;

const row = rowOfBytes();

let folders: ReturnType<typeof twoFolders>;
let openFiles: OpenFiles;
let files: TorrentFiles;
/** So many, from the first, were said to be written. */
let writtenBytes = 0;

/** What is done to the storage; each may be done again after it failed, and then does what is missing. */
interface Work {
  name: string;
  /** Before the faults. */
  begin: () => void;
  run: () => void;
  /** What the process finds when it starts anew. */
  layout: () => StorageLayout;
}

const UNFINISHED = { usesPartSuffix: true, files: skipping('root/deep/c') };

const works: Work[] = [
  {
    name: 'writing, reading and syncing',
    begin: () => open(works[0]!.layout()),
    run: () => {
      for (let at = 0; at < TOTAL_BYTES; at += 7) {
        files.write(at, row.subarray(at, at + 7));
        writtenBytes = Math.max(writtenBytes, Math.min(at + 7, TOTAL_BYTES));
      }
      files.read(0, new Uint8Array(TOTAL_BYTES));
      files.createEmpty([1, 7]);
      files.sync();
    },
    layout: () =>
      laidOut(folders.here, { files: skipping('root/deep/c'), preallocation: 'sparse' }),
  },
  {
    name: 'promoting and finishing',
    begin: () => {
      open(laidOut(folders.here, UNFINISHED)).write(0, row);
      writtenBytes = TOTAL_BYTES;
      files.sync();
      files.changeLayout(works[1]!.layout());
    },
    run: () => {
      files.promote([{ index: 4, pieces: [] }]);
      files.write(64, row.subarray(64, 84));
      files.sync();
      files.finish([0, 2, 4, 5, 6]);
    },
    layout: () => laidOut(folders.here, { ...UNFINISHED, files: skipping() }),
  },
  {
    name: 'moving to another device',
    begin: () => {
      open(laidOut(folders.here, UNFINISHED)).write(0, row);
      writtenBytes = TOTAL_BYTES;
      files.sync();
      files.changeLayout(works[2]!.layout());
    },
    run: () => {
      for (let step = 0; step < 500; step++) {
        if (files.relocateStep(17).isDone) break;
        if (step === 5) files.write(20, row.subarray(20, 40));
      }
      files.sync();
    },
    layout: () =>
      laidOut(folders.there, {
        ...UNFINISHED,
        strays: [
          { directory: folders.here, paths: null, partFile: join(folders.here, '.id.parts') },
        ],
      }),
  },
  {
    name: 'allocating',
    begin: () => open(works[3]!.layout()),
    run: () => {
      while (!files.allocateStep().isDone);
      files.write(0, row);
      files.sync();
    },
    layout: () => laidOut(folders.here, { preallocation: 'full' }),
  },
];

function open(layout: StorageLayout): TorrentFiles {
  openFiles?.closeAll(1);
  openFiles = new OpenFiles(2);
  files = new TorrentFiles(1, layout, openFiles);
  return files;
}

function readAll(length = TOTAL_BYTES): Uint8Array {
  const bytes = new Uint8Array(length);
  files.read(0, bytes);
  return bytes;
}

/** Status of what comes out. */
function attempt(run: () => void): number {
  try {
    run();
  } catch (error) {
    return statusOfError(error);
  }
  return STATUS.ok;
}

function emptyFolders(): void {
  files.deleteAll();
  openFiles.closeAll(1);
  const left = [...readdirSync(folders.here), ...readdirSync(folders.there)];
  expect(left).toEqual([]);
}

beforeEach(() => {
  folders = twoFolders();
});

afterEach(() => {
  fsFaults.disarm();
  openFiles.closeAll(1);
  folders.remove();
});

describe.each(works)('$name', (work) => {
  /** With the fault at the `failAt`-th call. Gives the status, or null where the work has fewer calls. */
  function strike(failAt: number, code: string, isEnd = false): number | null {
    writtenBytes = 0;
    work.begin();
    fsFaults.arm(failAt, code, isEnd);
    const status = attempt(work.run);
    const { hasStruck } = fsFaults;
    fsFaults.disarm();
    return hasStruck ? status : null;
  }

  it.each(FAULTS)(
    'goes on after any call failed with %s, and says so',
    (code, expected, stride) => {
      for (let failAt = 1; failAt < MOST_CALLS; failAt += stride) {
        const status = strike(failAt, code);
        if (status === null) break;
        expect([STATUS.ok, expected]).toContain(status);
        expect(readAll(writtenBytes)).toEqual(row.slice(0, writtenBytes));
        // What was written is the same as what is written again: nothing may be lost or be of others.
        expect(attempt(work.run)).toBe(STATUS.ok);
        expect(readAll()).toEqual(row);
        emptyFolders();
      }
    },
  );

  it('goes on after the process ended before any call', () => {
    for (let failAt = 1; failAt < MOST_CALLS; failAt++) {
      if (strike(failAt, 'EIO', true) === null) break;
      open(work.layout());
      expect(readAll(writtenBytes)).toEqual(row.slice(0, writtenBytes));
      files.promote([{ index: 4, pieces: [] }]);
      expect(attempt(work.run)).toBe(STATUS.ok);
      expect(readAll()).toEqual(row);
      emptyFolders();
    }
    expect(fsFaults.calls).toBeGreaterThan(10);
  });
});

describe('a sync that fails', () => {
  it('is told to whoever takes what was written for lost, though somebody else met it before', () => {
    open(laidOut(folders.here));
    const failing: number[] = [];
    for (let failAt = 1; failAt < 20; failAt++) {
      files.write(0, row);
      fsFaults.arm(failAt, 'EIO');
      attempt(() => files.sync(false));
      fsFaults.disarm();
      const later = [false, false, true, true].map((endsFault) =>
        attempt(() => files.sync(endsFault)),
      );
      // A look at a file that failed says nothing of what is in it.
      if (later[0] === STATUS.ok) continue;
      failing.push(failAt);
      expect(later).toEqual([STATUS.ioError, STATUS.ioError, STATUS.ioError, STATUS.ok]);
    }
    expect(failing.length).toBeGreaterThan(3);
  });
});
