/**
 * A start of the built server with many downloads, cleanly stopped before: none of their files is read, all are in the
 * first answer, and all seed soon. The full size is `node test/bench/scale-main.ts --downloads 2000`.
 */
import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DownloadListDto } from '@shared/dto/download.js';
import { fillLibrary, NEVER_READ } from '../bench/scale-library.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const DOWNLOADS = 300;
/** 2 MiB each: reading them all would show beside what a program reads of its own code. */
const PIECES = 128;
const TOTAL_BYTES = DOWNLOADS * PIECES * 16_384;
/** Generous, since the machine of a test may be busy. The issue wants 2 s and 10 s of 2,000 downloads. */
const SEEDING_TIMEOUT_MS = 20_000;
/** Files whose time was changed while the server was stopped: these have to be read. */
const TOUCHED = 3;

let folder: TempFolder;
let server: RealServer;
let first: DownloadListDto;
/** Not where the file system is mounted with `noatime`. */
let keepsAccessTimes: boolean;

const fileOf = (index: number): string =>
  join(RealServer.downloadFolder(folder.path), `sample ${String(index).padStart(5, '0')}.bin`);

async function wasRead(index: number): Promise<boolean> {
  return (await stat(fileOf(index))).atime.getTime() !== NEVER_READ.getTime();
}

/** Reads a file and leaves it as it found it. */
async function seesRead(path: string): Promise<boolean> {
  const { atime, mtime } = await stat(path);
  await readFile(path);
  const after = await stat(path);
  await utimes(path, atime, mtime);
  return after.atime.getTime() !== atime.getTime();
}

async function list(query = ''): Promise<DownloadListDto> {
  return (await call<DownloadListDto>(server.url, 'GET', `/api/downloads${query}`)).body;
}

beforeAll(async () => {
  folder = await TempFolder.create('large');
  const library = { downloads: DOWNLOADS, piecesPerDownload: PIECES, trackers: [] };
  await fillLibrary(folder.path, library);
  for (let index = 0; index < TOUCHED; index++) {
    await utimes(fileOf(index), NEVER_READ, new Date('2003-01-01T00:00:00Z'));
  }
  keepsAccessTimes = await seesRead(fileOf(DOWNLOADS - 1));
  server = await RealServer.start(folder.path);
  first = await list('?limit=1000');
  await waitUntil(async () => (await list('?state=seeding&limit=1')).total === DOWNLOADS, {
    timeoutMs: SEEDING_TIMEOUT_MS,
    what: 'all downloads to seed',
  });
});
afterAll(async () => {
  await server.end('SIGTERM');
  await folder.remove();
});

describe('a start with many downloads', () => {
  it('has all of them in the first answer, each with a state and its recorded progress', () => {
    expect(first.items).toHaveLength(DOWNLOADS);
    const states = new Set(first.items.map(({ state }) => state));
    expect(['queued', 'checking', 'downloading', 'seeding']).toEqual(
      expect.arrayContaining([...states]),
    );
    const restored = first.items.slice(TOUCHED);
    expect(restored.every(({ progress }) => progress === 1)).toBe(true);
  });

  it('reads no file that is as it was recorded', async () => {
    const read: number[] = [];
    for (let index = 0; index < DOWNLOADS; index++) if (await wasRead(index)) read.push(index);
    expect(read).toEqual(keepsAccessTimes ? [0, 1, 2] : []);
  });

  it.runIf(process.platform === 'linux')('reads far less than the files have', async () => {
    const counters = await readFile(`/proc/${server.pid}/io`, 'utf8');
    const readBytes = Number(/^rchar: (\d+)/m.exec(counters)?.[1]);
    expect(readBytes).toBeGreaterThan(0);
    expect(readBytes).toBeLessThan(TOTAL_BYTES / 4);
  });
});
