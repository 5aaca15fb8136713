import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  DownloadDto,
  DownloadFileDto,
  DownloadIdsDto,
  DownloadListDto,
} from '@shared/dto/download.js';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../../server/src/database/download-repository.port.ts';
import { RequestError } from '../../server/src/engine/index.ts';
import {
  buildTorrent,
  type TorrentRecipe,
} from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

let server: FakeApp;
beforeEach(async () => {
  server = await startFakeApp();
});
afterEach(() => server.close());

type Body = DownloadDto & { code: string; errors?: { field: string }[] };

const send = (method: string, path: string, body?: unknown): Promise<Answer<Body>> =>
  call<Body>(server.url, method, `/api/${path}`, body === undefined ? {} : { body });

async function start(recipe: TorrentRecipe, request: object = {}): Promise<Answer<Body>> {
  const torrentId = await upload(server.url, buildTorrent(recipe));
  return send('POST', 'start-download', { torrentId, ...request });
}

const list = async (query = ''): Promise<DownloadListDto> =>
  (await call<DownloadListDto>(server.url, 'GET', `/api/downloads${query}`)).body;

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);

describe('POST /api/start-download', () => {
  it('puts the download into the list and gives all of its fields', async () => {
    const { status, body } = await start({ name: 'a' }, { tags: ['x', 'x'], category: 'films' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'a',
      state: 'checking',
      error: null,
      progress: 0,
      totalBytes: 100_000,
      directory: join(server.directory, 'downloads'),
      tags: ['x'],
      category: 'films',
      sequential: false,
      completedAt: null,
    });
    expect(body.addedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect((await list()).items.map((download) => download.id)).toEqual([body.id]);
  });

  it('starts paused, with its files chosen', async () => {
    const recipe = {
      files: [
        { path: ['a'], content: bytes(10, 1) },
        { path: ['b'], content: bytes(20, 2) },
      ],
    };
    const { body } = await start(recipe, { paused: true, files: [{ index: 1, priority: 'skip' }] });
    expect(body).toMatchObject({ state: 'paused', wantedBytes: 10, totalBytes: 30 });
    const files = await call<DownloadFileDto[]>(
      server.url,
      'GET',
      `/api/downloads/${body.id}/files`,
    );
    expect(files.body.map((file) => file.priority)).toEqual(['normal', 'skip']);
  });

  it('makes a folder below an allowed one, and none elsewhere', async () => {
    const inside = join(server.directory, 'downloads', 'deep', 'er');
    expect((await start({ name: 'a' }, { directory: inside })).body.directory).toBe(inside);
    expect(existsSync(inside)).toBe(true);
    const outside = join(server.directory, 'downloads-private');
    const refused = await start({ name: 'b' }, { directory: outside });
    expect([refused.status, refused.body.code]).toEqual([422, 'directory-not-allowed']);
    expect(existsSync(outside)).toBe(false);
  });

  it('refuses a torrent that is there already, or was never uploaded', async () => {
    await start({ name: 'a' });
    const again = await start({ name: 'a' });
    expect([again.status, again.body.code]).toEqual([409, 'download-exists']);
    const unknown = await send('POST', 'start-download', { torrentId: 'f'.repeat(40) });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'torrent-not-found']);
  });

  it('refuses a second writer of the same file, also through another folder', async () => {
    const content = (fill: number) => [{ path: ['x'], content: bytes(9, fill) }];
    await start({ name: 'album', files: content(1) });
    const same = await start({ name: 'album', files: content(2) });
    expect([same.status, same.body.code]).toEqual([409, 'path-conflict']);
    const folder = join(server.directory, 'downloads', 'album');
    mkdirSync(folder, { recursive: true });
    const below = await start(
      { name: 'x', files: [{ path: [], content: bytes(9, 3) }] },
      { directory: folder },
    );
    expect([below.status, below.body.code]).toEqual([409, 'path-conflict']);
    const beside = await start({ name: 'album', files: [{ path: ['y'], content: bytes(9, 4) }] });
    expect(beside.status).toBe(201);
  });

  it('lets only one of two that come together have the file', async () => {
    const ids = [];
    for (const fill of [1, 2]) {
      const files = [{ path: ['x'], content: bytes(9, fill) }];
      ids.push(await upload(server.url, buildTorrent({ name: 'race', files })));
    }
    const answers = await Promise.all(
      ids.map((torrentId) => send('POST', 'start-download', { torrentId })),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201, 409]));
  });

  it('names every field that is wrong', async () => {
    const refused = await send('POST', 'start-download', {
      torrentId: 'x',
      paused: 'yes',
      tags: [''],
      files: [{ index: -1, priority: 'skip' }],
      directory: null,
      unknown: 1,
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
    expect(refused.body.errors?.map((error) => error.field).toSorted()).toEqual(
      ['directory', 'files', 'paused', 'tags', 'torrentId', 'unknown'].toSorted(),
    );
    expect((await send('POST', 'start-download')).status).toBe(400);
    expect((await send('POST', 'start-download', [])).status).toBe(400);
  });

  it('refuses a file that the torrent does not have', async () => {
    const refused = await start({ name: 'a' }, { files: [{ index: 1, priority: 'high' }] });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid-argument']);
    expect((await list()).total).toBe(0);
  });
});

describe('the life of a download', () => {
  it('goes from checking over downloading to seeding', async () => {
    const { id } = (await start({ name: 'a' })).body;
    server.engine.advance();
    expect((await send('GET', `downloads/${id}`)).body.state).toBe('downloading');
    server.engine.advance();
    const { body } = await send('GET', `downloads/${id}`);
    expect(body).toMatchObject({ state: 'seeding', progress: 1, completedBytes: 100_000 });
    expect(body.completedAt).not.toBeNull();
  });

  it('pauses, resumes and cancels, and says where that cannot be', async () => {
    const { id } = (await start({ name: 'a' })).body;
    const paused = await send('PATCH', `downloads/${id}/pause`);
    expect([paused.status, paused.body.state]).toEqual([200, 'paused']);
    const again = await send('PATCH', `downloads/${id}/pause`);
    expect([again.status, again.body.code]).toEqual([409, 'state-conflict']);
    expect((await send('PATCH', `downloads/${id}/resume`)).body.state).toBe('checking');
    expect((await send('PATCH', `downloads/${id}/resume`)).status).toBe(409);
    expect((await send('PATCH', `downloads/${id}/cancel`)).body.state).toBe('cancelled');
    expect((await send('PATCH', `downloads/${id}/cancel`)).status).toBe(409);
    expect((await send('PATCH', `downloads/${id}/resume`)).status).toBe(200);
  });

  it('shows a fault of the disk, from which it resumes', async () => {
    const { id } = (await start({ name: 'a' })).body;
    server.engine.failDownload(id, { code: 'disk-full', message: 'Make room.' });
    expect((await send('GET', `downloads/${id}`)).body).toMatchObject({
      state: 'error',
      error: { code: 'disk-full', message: 'Make room.' },
    });
    expect((await send('PATCH', `downloads/${id}/resume`)).body.error).toBeNull();
  });

  it('changes files, order, tags and category', async () => {
    const { id } = (await start({ name: 'a' }, { category: 'films' })).body;
    const changes = { sequential: true, tags: ['new'], category: null };
    const { status, body } = await send('PATCH', `downloads/${id}`, {
      ...changes,
      files: [{ index: 0, priority: 'high' }],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject(changes);
    const unknownFile = { files: [{ index: 7, priority: 'high' }] };
    expect((await send('PATCH', `downloads/${id}`, unknownFile)).status).toBe(422);
    expect((await send('PATCH', `downloads/${id}`, { label: 'x' })).status).toBe(400);
  });

  it('is checked and announced again on demand', async () => {
    const { id } = (await start({ name: 'a' }, { paused: true })).body;
    expect((await send('POST', `downloads/${id}/reannounce`)).status).toBe(202);
    const rechecked = await send('POST', `downloads/${id}/recheck`);
    expect([rechecked.status, rechecked.body.state]).toEqual([202, 'checking']);
  });

  it('is removed, and can be started again from its torrent', async () => {
    const { id } = (await start({ name: 'a' })).body;
    expect((await send('DELETE', `downloads/${id}?deleteData=maybe`)).status).toBe(400);
    expect((await send('DELETE', `downloads/${id}?deleteData=true`)).status).toBe(204);
    expect((await send('GET', `downloads/${id}`)).status).toBe(404);
    expect((await list()).total).toBe(0);
    expect((await send('POST', 'start-download', { torrentId: id })).status).toBe(201);
  });

  it('stays as it was where its data cannot be deleted since its disk is missing', async () => {
    const { id } = (await start({ name: 'a' })).body;
    const missing = new RequestError('volume-missing', 'Mount it.');
    vi.spyOn(server.engine, 'remove').mockRejectedValue(missing);
    const refused = await send('DELETE', `downloads/${id}?deleteData=true`);
    expect([refused.status, refused.body.code]).toEqual([409, 'volume-missing']);
    const catalogue = server.app.get<DownloadRepository>(DOWNLOAD_REPOSITORY, { strict: false });
    expect((await catalogue.find(id))?.wantedState).toBe('started');
  });

  it('tells its files, peers and pieces', async () => {
    const { id } = (await start({ name: 'a' })).body;
    server.engine.advance();
    const files = await call(server.url, 'GET', `/api/downloads/${id}/files`);
    expect(files.body).toEqual([
      { index: 0, path: 'a', bytes: 100_000, completedBytes: 0, progress: 0, priority: 'normal' },
    ]);
    const peers = await call<{ id: string }[]>(server.url, 'GET', `/api/downloads/${id}/peers`);
    expect(peers.body.map((peer) => peer.id)).toContain('[2001:db8::1]:51413');
    const pieces = await call(server.url, 'GET', `/api/downloads/${id}/pieces`);
    expect(pieces.body).toEqual({ count: 7, have: 'AA==' });
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['PATCH', '/pause'],
    ['PATCH', '/resume'],
    ['PATCH', '/cancel'],
    ['POST', '/recheck'],
    ['POST', '/reannounce'],
    ['GET', '/files'],
    ['GET', '/peers'],
    ['GET', '/pieces'],
    ['GET', '/trackers'],
  ])('answers %s %s of an unknown one with 404', async (method, path) => {
    const body = method === 'PATCH' && path === '' ? {} : undefined;
    for (const id of ['f'.repeat(40), 'nonsense', '__proto__']) {
      const missing = await send(method, `downloads/${id}${path}`, body);
      expect([missing.status, missing.body.code]).toEqual([404, 'download-not-found']);
    }
  });
});

describe('GET /api/downloads', () => {
  beforeEach(async () => {
    await start({ name: 'Film 10' }, { paused: true });
    await start({ name: 'film 9', files: [{ path: [], content: bytes(5, 1) }] });
    await start({ name: 'Song', files: [{ path: [], content: bytes(7, 2) }] });
  });

  const names = async (query: string) => (await list(query)).items.map(({ name }) => name);

  it('sorts, in both directions', async () => {
    expect(await names('')).toEqual(['Film 10', 'film 9', 'Song']);
    expect(await names('?sort=name')).toEqual(['film 9', 'Film 10', 'Song']);
    expect(await names('?sort=totalBytes&order=desc')).toEqual(['Film 10', 'Song', 'film 9']);
  });

  it('filters by state and name, and pages', async () => {
    expect(await names('?state=paused')).toEqual(['Film 10']);
    expect(await names('?search=FILM')).toEqual(['Film 10', 'film 9']);
    const page = await list('?sort=name&limit=1&offset=1');
    expect(page.items.map(({ name }) => name)).toEqual(['Film 10']);
    expect(page.total).toBe(3);
  });

  it('tells the ids alone of those that match, with their place in the event stream', async () => {
    const all = await list('?sort=queuePosition');
    const idsOf = (query: string): Promise<Answer<DownloadIdsDto>> =>
      call<DownloadIdsDto>(server.url, 'GET', `/api/download-ids${query}`);
    const found = await idsOf('?search=film');
    const ids = all.items.slice(0, 2).map(({ id }) => id);
    expect(found.body).toEqual({ ids, position: all.position });
    const phrase = await idsOf('?search=%22lm%209%22');
    expect(phrase.body.ids).toEqual(ids.slice(1));
    expect((await idsOf('?limit=1')).status).toBe(400);
  });

  it.each([
    '?limit=0',
    '?limit=x',
    '?limit=10001',
    '?offset=-1',
    '?sort=id',
    '?state=a',
    '?x=1',
    '?sort=name&sort=name',
  ])('refuses %s', async (query) => {
    const refused = await send('GET', `downloads${query}`);
    expect([refused.status, refused.body.code]).toEqual([400, 'validation-failed']);
  });
});
