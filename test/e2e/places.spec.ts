/** Moves, renamings and the folder for incomplete downloads over the API, on a simulated engine. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadFileDto } from '@shared/dto/download.js';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import { parseMetainfo, type AddDownload } from '../../server/src/engine/index.ts';
import { buildTorrent, sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';

type Body = DownloadDto & DownloadFileDto & { code: string; detail: string };

let directory: string;
let server: FakeApp;

const sent: AddDownload[] = [];
class WatchedEngine extends FakeEngine {
  override async add(request: AddDownload) {
    sent.push(request);
    return super.add(request);
  }
}

async function open(environment: Record<string, string> = {}): Promise<void> {
  sent.length = 0;
  server = await startFakeApp({
    directory,
    environment,
    createEngine: () => new WatchedEngine({ parse: parseMetainfo }),
  });
}

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'shoal-places-')));
  await open();
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const send = (method: string, path: string, body?: unknown): Promise<Answer<Body>> =>
  call<Body>(server.url, method, `/api/${path}`, body === undefined ? {} : { body });

const downloads = (...parts: string[]): string => join(directory, 'downloads', ...parts);

let seed = 1;
async function start(name: string, folder?: string, request: object = {}): Promise<string> {
  const torrent = buildTorrent({
    name,
    files: ['a', 'b'].map((file) => ({ path: [file], content: sampleBytes(20_000, seed++) })),
  });
  const torrentId = await upload(server.url, torrent);
  const place = folder === undefined ? {} : { directory: downloads(folder) };
  const { status, body } = await send('POST', 'start-download', {
    torrentId,
    ...place,
    ...request,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return torrentId;
}

async function hasArrived(id: string): Promise<void> {
  server.engine.advance();
  await waitUntil(async () => (await send('GET', `downloads/${id}`)).body.move === null, {
    timeoutMs: 5_000,
    what: 'the end of the move',
  });
}

describe('POST /api/downloads/:id/move', () => {
  it('begins a move, which is shown until it ends', async () => {
    const id = await start('a');
    const target = downloads('films');
    const { status, body } = await send('POST', `downloads/${id}/move`, { directory: target });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      directory: target,
      move: { directory: target, progress: 0, returning: false },
    });
    await hasArrived(id);
    expect((await send('GET', `downloads/${id}`)).body.directory).toBe(target);
  });

  it('is told to the engine of the next start until it has ended, with where from', async () => {
    const id = await start('a');
    await send('POST', `downloads/${id}/move`, { directory: downloads('films') });
    await server.close();
    await open();
    expect(sent[0]).toMatchObject({
      directory: downloads('films'),
      movingFrom: [{ directory: downloads(), renames: null, isReturning: false }],
    });
    server.engine.advance();
  });

  it('forgets where from when it has ended', async () => {
    const id = await start('a');
    await send('POST', `downloads/${id}/move`, { directory: downloads('films') });
    await hasArrived(id);
    await server.close();
    await open();
    expect(sent[0]).toMatchObject({ directory: downloads('films'), movingFrom: [] });
  });

  it('changes nothing where it is there already', async () => {
    const id = await start('a');
    const { status, body } = await send('POST', `downloads/${id}/move`, {
      directory: downloads(),
    });
    expect([status, body.move]).toEqual([200, null]);
  });

  it('is refused where another download has such a file, or will have, or is just leaving', async () => {
    const mine = await start('album', 'mine');
    const other = await start('album', 'theirs');
    const first = await send('POST', `downloads/${mine}/move`, { directory: downloads('theirs') });
    expect([first.status, first.body.code]).toEqual([409, 'path-conflict']);
    expect(first.body.detail).toContain('theirs/album/a');
    await send('POST', `downloads/${other}/move`, { directory: downloads('elsewhere') });
    for (const folder of ['theirs', 'elsewhere']) {
      const refused = await send('POST', `downloads/${mine}/move`, {
        directory: downloads(folder),
      });
      expect([refused.status, refused.body.code]).toEqual([409, 'path-conflict']);
    }
    await hasArrived(other);
    const allowed = await send('POST', `downloads/${mine}/move`, {
      directory: downloads('theirs'),
    });
    expect(allowed.status).toBe(200);
  });

  it('is refused while another is under way, outside of the allowed folders, and of no download', async () => {
    const id = await start('a');
    await send('POST', `downloads/${id}/move`, { directory: downloads('one') });
    const second = await send('POST', `downloads/${id}/move`, { directory: downloads('two') });
    expect([second.status, second.body.code]).toEqual([409, 'state-conflict']);
    expect((await send('GET', `downloads/${id}`)).body.directory).toBe(downloads('one'));
    const outside = await send('POST', `downloads/${id}/move`, { directory: '/etc' });
    expect([outside.status, outside.body.code]).toEqual([422, 'directory-not-allowed']);
    const nobody = await send('POST', `downloads/${'0'.repeat(40)}/move`, {
      directory: downloads('one'),
    });
    expect(nobody.status).toBe(404);
    expect((await send('POST', `downloads/${id}/move`, { directory: 7 })).status).toBe(400);
  });
});

describe('POST /api/downloads/:id/move/cancel', () => {
  it('turns the move round, in this run and in the next', async () => {
    const id = await start('a');
    await send('POST', `downloads/${id}/move`, { directory: downloads('films') });
    const { status, body } = await send('POST', `downloads/${id}/move/cancel`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      directory: downloads(),
      move: { directory: downloads(), returning: true },
    });
    expect((await send('POST', `downloads/${id}/move/cancel`)).status).toBe(409);
    await server.close();
    await open();
    expect(sent[0]).toMatchObject({
      directory: downloads(),
      movingFrom: [{ directory: downloads('films'), isReturning: true }],
    });
  });

  it('is refused where nothing moves', async () => {
    const id = await start('a');
    const { status, body } = await send('POST', `downloads/${id}/move/cancel`);
    expect([status, body.code]).toEqual([409, 'state-conflict']);
  });
});

describe('a renaming', () => {
  it('of the download is one of its root folder', async () => {
    const id = await start('album');
    const { status, body } = await send('PATCH', `downloads/${id}`, { name: 'Best of' });
    expect([status, body.name]).toEqual([200, 'Best of']);
    const files = await call<DownloadFileDto[]>(server.url, 'GET', `/api/downloads/${id}/files`);
    expect(files.body.map(({ path }) => path)).toEqual(['Best of/a', 'Best of/b']);
    await hasArrived(id);
    await server.close();
    await open();
    expect(sent[0]?.renames).toEqual({ name: 'Best of', files: [] });
    expect((await send('GET', `downloads/${id}`)).body.name).toBe('Best of');
  });

  it('of a file is kept where the download is renamed after it', async () => {
    const id = await start('album');
    const { status, body } = await send('PATCH', `downloads/${id}/files/1`, {
      path: 'album/bonus/c',
    });
    expect([status, body.path]).toEqual([200, 'album/bonus/c']);
    await hasArrived(id);
    await send('PATCH', `downloads/${id}`, { name: 'other' });
    const files = await call<DownloadFileDto[]>(server.url, 'GET', `/api/downloads/${id}/files`);
    expect(files.body.map(({ path }) => path)).toEqual(['other/a', 'other/bonus/c']);
  });

  it('makes names safe, and answers with what became of them', async () => {
    const id = await start('album');
    const { body } = await send('PATCH', `downloads/${id}/files/0`, {
      path: 'album/../con.txt\u0000. ',
    });
    expect(body.path).toBe('album/_con.txt_');
  });

  it.each([
    ['the place of another file', 'album/b', 409, 'path-conflict'],
    ['the same in other letters', 'album/B', 409, 'path-conflict'],
    ['a place below a file', 'album/b/c', 409, 'path-conflict'],
    ['a place outside of the root folder', 'elsewhere/a', 422, 'invalid-argument'],
    ['the way out of everything', '../../a', 422, 'invalid-argument'],
    ['too deep a place', `album/${'x/'.repeat(120)}a`, 422, 'path-too-deep'],
  ])('of a file to %s is refused', async (_what, path, status, code) => {
    const id = await start('album');
    const refused = await send('PATCH', `downloads/${id}/files/0`, { path });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect((await send('GET', `downloads/${id}`)).body.move).toBeNull();
  });

  it('is refused where another download writes there, and of no file', async () => {
    const id = await start('album');
    await start('other');
    const taken = await send('PATCH', `downloads/${id}`, { name: 'other' });
    expect([taken.status, taken.body.code]).toEqual([409, 'path-conflict']);
    const unknown = await send('PATCH', `downloads/${id}/files/9`, { path: 'album/x' });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'invalid-argument']);
    expect((await send('PATCH', `downloads/${id}/files/x`, { path: 'album/x' })).status).toBe(400);
    expect((await send('PATCH', `downloads/${id}`, { name: 'a/b' })).status).toBe(422);
  });
});

describe('the folder for incomplete downloads', () => {
  const set = (path: string | null): Promise<Answer<Body>> =>
    send('PATCH', 'settings', { incompleteDirectory: path });

  it('holds for downloads that are started from then on', async () => {
    await start('before');
    expect((await set(downloads('incomplete'))).status).toBe(200);
    await start('after');
    await set(null);
    await start('later');
    expect(sent.map(({ staging }) => staging?.directory ?? null)).toEqual([
      null,
      downloads('incomplete'),
      null,
    ]);
    await server.close();
    await open();
    expect(sent.map(({ staging }) => staging?.directory ?? null)).toContain(
      downloads('incomplete'),
    );
  });

  it('keeps downloads of one name apart', async () => {
    await set(downloads('incomplete'));
    await start('album', 'one');
    const second = await start('album', 'two');
    expect(sent[0]?.staging?.directory).toBe(downloads('incomplete'));
    expect(sent[1]?.staging?.directory).toBe(downloads('incomplete', second));
  });

  it('must be an allowed folder', async () => {
    const { status, body } = await set('/etc');
    expect([status, body.code]).toEqual([422, 'directory-not-allowed']);
    expect((await set('')).status).toBe(400);
  });

  it('is locked, and allowed, where a variable gives it', async () => {
    await server.close();
    await open({ SHOAL_INCOMPLETE_DIR: 'unfinished', SHOAL_PREALLOCATION: 'sparse' });
    const { body } = await call(server.url, 'GET', '/api/settings');
    expect(body).toMatchObject({
      incompleteDirectory: join(directory, 'unfinished'),
      preallocation: 'sparse',
      partSuffix: false,
      locked: expect.arrayContaining(['incompleteDirectory', 'preallocation']),
    });
    expect((await set(null)).status).toBe(409);
    await start('album');
    expect(sent[0]?.staging?.directory).toBe(join(directory, 'unfinished'));
    expect(server.engine.settings.preallocation).toBe('sparse');
    expect(server.engine.settings).not.toHaveProperty('incompleteDirectory');
  });
});
