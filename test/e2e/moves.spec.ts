/** Files on the move through crashes of the built server: nothing is lost, nothing is twice, all goes on by itself. */
import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto } from '@shared/dto/download.js';
import { createTorrentFromPath } from '../../server/src/engine/index.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { treeDigest } from '../support/tree-digest.ts';
import { waitUntil } from '../support/wait-until.ts';

const MEBIBYTE = 1024 * 1024;
const FILES = [48, 0.01, 64, 3].map((size) => Math.floor(size * MEBIBYTE) + 77);
const TIMEOUT_MS = 30_000;
/** Another device than the downloads, where the machine has one: so the files are copied, and that takes time. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : undefined;

let folder: TempFolder;
let away: TempFolder;
let server: RealServer;
let content: Record<string, string>;
let id: string;

beforeEach(async () => {
  folder = await TempFolder.create('moves');
  away = await TempFolder.create('moves', MEMORY);
  const root = join(RealServer.downloadFolder(folder.path), 'album');
  for (const [index, bytes] of FILES.entries()) {
    await writePseudoRandomFile(join(root, `disc ${index % 2}`, `${index}`), bytes, `${index}`);
  }
  content = await treeDigest(root);
  const torrent = await createTorrentFromPath(root, { trackers: [], private: true });
  await start();
  id = await server.download(torrent);
  await becomes(({ state }) => state === 'seeding', 'all files being found');
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await folder.remove();
  await away.remove();
});

async function start(): Promise<void> {
  server = await RealServer.start(folder.path, { SHOAL_EXTRA_DIRS: away.path });
}

async function becomes(isSo: (download: DownloadDto) => boolean, what: string): Promise<void> {
  await waitUntil(async () => isSo(await server.status(id)), {
    timeoutMs: TIMEOUT_MS,
    intervalMs: 5,
    what,
  });
}

async function move(directory: string): Promise<void> {
  const { status, body } = await call(server.url, 'POST', `/api/downloads/${id}/move`, {
    body: { directory },
  });
  expect([status, body]).toMatchObject([200, { move: { directory } }]);
}

const isOnTheWay = ({ move: way }: DownloadDto): boolean => way !== null && way.progress > 0;
const hasArrived = ({ move: way }: DownloadDto): boolean => way === null;

async function crash(): Promise<void> {
  await server.end('SIGKILL');
  await start();
}

describe('a crash in the middle of a move', () => {
  it('delays it: the next start goes on, and every byte is right', async () => {
    const target = await realpath(away.path);
    await move(target);
    await becomes(isOnTheWay, 'the first files being copied');
    await crash();
    await becomes(hasArrived, 'the move being gone on with');
    const download = await server.status(id);
    expect(download).toMatchObject({ directory: target, error: null, progress: 1 });
    expect(await treeDigest(join(target, 'album'))).toEqual(content);
    expect(await readdir(RealServer.downloadFolder(folder.path))).not.toContain('album');
    expect((await readdir(target)).filter((name) => !name.startsWith('.'))).toEqual(['album']);
  });

  it('changes nothing of its being cancelled', async () => {
    await move(await realpath(away.path));
    await becomes(isOnTheWay, 'the first files being copied');
    await call(server.url, 'POST', `/api/downloads/${id}/move/cancel`);
    await crash();
    await becomes(hasArrived, 'the way back');
    const home = RealServer.downloadFolder(folder.path);
    expect((await server.status(id)).directory).toBe(await realpath(home));
    expect(await treeDigest(join(home, 'album'))).toEqual(content);
    expect(existsSync(away.join('album'))).toBe(false);
  });

  it('loses no way to remove what lies in both places', async () => {
    await move(await realpath(away.path));
    await becomes(isOnTheWay, 'the first files being copied');
    await crash();
    const answer = await call(server.url, 'DELETE', `/api/downloads/${id}?deleteData=true`);
    expect(answer.status).toBe(204);
    expect(existsSync(away.join('album'))).toBe(false);
    expect(await readdir(RealServer.downloadFolder(folder.path))).not.toContain('album');
  });
});
