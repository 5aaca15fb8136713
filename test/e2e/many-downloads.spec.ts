/** The list as a caller looks at it again and again, and what is done to many downloads with one call. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  BulkActionRequest,
  BulkResultsDto,
  DownloadDto,
  DownloadListDto,
} from '@shared/dto/download.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

const UNKNOWN = '0'.repeat(40);
let server: FakeApp;
/** By their names, a to e. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startFakeApp();
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const trackers = [[`http://${name === 'a' ? 'alpha' : 'other'}.example:81/announce`]];
    ids[name] = await upload(server.url, buildTorrent({ name, trackers }));
    const tags = name < 'c' ? ['early', 'x,y'] : [];
    const body = { torrentId: ids[name], paused: true, tags };
    await call(server.url, 'POST', '/api/start-download', { body });
  }
});
afterAll(() => server.close());

const list = (query = '', headers = {}): Promise<Answer<DownloadListDto>> =>
  call<DownloadListDto>(server.url, 'GET', `/api/downloads?sort=name${query}`, { headers });
const namesOf = async (query: string): Promise<string> =>
  (await list(query)).body.items.map(({ name }) => name).join('');
const find = async (name: string): Promise<DownloadDto> =>
  (await call<DownloadDto>(server.url, 'GET', `/api/downloads/${ids[name]}`)).body;
const act = (body: BulkActionRequest | object): Promise<Answer<BulkResultsDto>> =>
  call<BulkResultsDto>(server.url, 'POST', '/api/downloads/actions', { body });

describe('the list', () => {
  it('is not sent again to who has it, and is as soon as something on the page changed', async () => {
    const first = await list();
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const second = await list('', { 'if-none-match': etag });
    expect([second.status, second.body]).toEqual([304, '']);
    await call(server.url, 'PATCH', `/api/downloads/${ids['e']}`, { body: { tags: ['new'] } });
    const third = await list('', { 'if-none-match': etag });
    expect(third.status).toBe(200);
    expect(third.body.items.at(-1)?.tags).toEqual(['new']);
    expect(third.headers.get('etag')).not.toBe(etag);
  });

  it('keeps its tag where only a download of another page changed', async () => {
    const page = await list('&limit=2');
    await call(server.url, 'PATCH', `/api/downloads/${ids['d']}`, { body: { category: 'films' } });
    const headers = { 'if-none-match': page.headers.get('etag')! };
    expect((await list('&limit=2', headers)).status).toBe(304);
  });

  it('has another tag for other rows, and another order', async () => {
    const tags = new Set<string | null>();
    for (const query of ['', '&limit=2', '&order=desc']) {
      tags.add((await list(query)).headers.get('etag'));
    }
    expect(tags.size).toBe(3);
  });

  it('says what is in it, down to the last change that was answered', async () => {
    await call(server.url, 'PATCH', `/api/downloads/${ids['a']}/resume`);
    expect((await list()).body.items[0]?.state).not.toBe('paused');
    await call(server.url, 'PATCH', `/api/downloads/${ids['a']}/pause`);
    expect((await list()).body.items[0]).toEqual(await find('a'));
  });

  it('is filtered by several states, tags, the category and the host of a tracker', async () => {
    expect(await namesOf('&state=paused,error&state=checking')).toBe('abcde');
    expect(await namesOf('&state=seeding')).toBe('');
    expect(await namesOf('&tag=early&tag=x%2Cy')).toBe('ab');
    expect(await namesOf('&tag=')).toBe('cd');
    expect(await namesOf('&category=films')).toBe('d');
    expect(await namesOf('&category=')).toBe('abce');
    expect(await namesOf('&tracker=alpha.example')).toBe('a');
    expect(await namesOf('&tracker=OTHER.example:81')).toBe('bcde');
    expect(await namesOf('&active=false')).toBe('abcde');
  });

  it.each(['state=', 'errorCode=none', 'active=yes', 'tracker=a&tracker=b'])(
    'refuses ?%s',
    async (query) => {
      expect((await list(`&${query}`)).status).toBe(400);
    },
  );
});

describe('POST /api/downloads/actions', () => {
  it('answers for each download by itself', async () => {
    await act({ action: 'resume', ids: [ids['a']] });
    const { status, body } = await act({
      action: 'pause',
      ids: [ids['a'], ids['b'], UNKNOWN, ids['a']],
    });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { id: ids['a'], ok: true },
      { id: ids['b'], ok: false, code: 'state-conflict' },
      { id: UNKNOWN, ok: false, code: 'download-not-found' },
    ]);
    expect((await find('a')).state).toBe('paused');
  });

  it('takes a filter in place of ids, and what it does is recorded', async () => {
    const { body } = await act({
      action: 'addTags',
      filter: { tag: ['early'] },
      tags: ['z', 'early'],
    });
    expect(body.results).toEqual([
      { id: ids['a'], ok: true },
      { id: ids['b'], ok: true },
    ]);
    expect((await find('b')).tags).toEqual(['early', 'x,y', 'z']);
    await act({ action: 'removeTags', ids: [ids['b']], tags: ['early', 'unknown'] });
    expect((await find('b')).tags).toEqual(['x,y', 'z']);
    await act({ action: 'setTags', ids: [ids['b']], tags: [] });
    expect((await find('b')).tags).toEqual([]);
  });

  it('sets categories, limits and the forced start, for the engine too', async () => {
    const both = [ids['b'], ids['c']];
    await act({ action: 'setCategory', ids: both, category: 'music' });
    await act({ action: 'setLimits', ids: both, downloadLimit: 4096 });
    await act({ action: 'forceStart', ids: both });
    expect(await find('c')).toMatchObject({
      category: 'music',
      downloadLimit: 4096,
      uploadLimit: null,
      forceStart: true,
    });
    expect(await server.engine.status(ids['c']!)).toMatchObject({
      downloadLimit: 4096,
      forceStart: true,
    });
    await act({ action: 'setCategory', ids: both, category: null });
    expect((await find('c')).category).toBeNull();
  });

  it('sets the order of pieces, each option by itself', async () => {
    const both = [ids['b'], ids['c']];
    await act({ action: 'setOptions', ids: both, sequential: true });
    await act({ action: 'setOptions', ids: both, firstLastPieces: true });
    expect(await find('c')).toMatchObject({
      sequential: true,
      firstLastPieces: true,
      superSeeding: false,
    });
    expect(await server.engine.status(ids['c']!)).toMatchObject({ sequential: true });
  });

  it('moves them, and says which folder cannot be taken', async () => {
    const directory = `${server.config.downloadDirectory}/moved`;
    expect((await act({ action: 'move', ids: [ids['c']], directory })).body.results[0]?.ok).toBe(
      true,
    );
    server.engine.advance();
    expect((await find('c')).directory).toBe(directory);
    const late = await act({ action: 'cancelMove', ids: [ids['c']] });
    expect(late.body.results[0]).toMatchObject({ ok: false, code: 'state-conflict' });
    const { body } = await act({ action: 'move', ids: [ids['c']], directory: '/etc' });
    expect(body.results[0]).toMatchObject({ ok: false, code: 'directory-not-allowed' });
  });

  it('removes them, once', async () => {
    const request = { action: 'remove', ids: [ids['d'], ids['e']] };
    expect((await act(request)).body.results.map(({ ok }) => ok)).toEqual([true, true]);
    const again = await act(request);
    expect(again.body.results.map(({ code }) => code)).toEqual([
      'download-not-found',
      'download-not-found',
    ]);
    expect((await list()).body.total).toBe(3);
  });

  it.each([
    [{ action: 'pause' }],
    [{ action: 'pause', ids: [], filter: {} }],
    [{ action: 'explode', ids: [] }],
    [{ action: 'move', ids: [] }],
    [{ action: 'setLimits', ids: [] }],
    [{ action: 'setOptions', ids: [] }],
    [{ action: 'setTags', ids: [] }],
    [{ action: 'setCategory', ids: [] }],
    [{ action: 'pause', filter: { state: ['dead'] } }],
    [{ action: 'pause', filter: 'all' }],
    [{ action: 'pause', filter: { unknown: 1 } }],
    [{ action: 'pause', ids: ['x'] }],
  ])('refuses %j', async (request) => {
    const { status, body } = await act(request);
    expect([status, (body as unknown as { code: string }).code]).toEqual([
      400,
      'validation-failed',
    ]);
  });
});
