import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import type { TrackerHostsDto, TrackerReplacementsDto } from '@shared/dto/tracker.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

const A = 'http://a.example/announce';
const B = 'https://b.example/x?key=1';
const C = 'udp://c.example:6969/announce';

let server: FakeApp;
beforeEach(async () => {
  server = await startFakeApp();
});
afterEach(() => server.close());

type Trackers = DownloadTrackerDto[] & { code: string };

const send = <Body = Trackers>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<Body>> =>
  call<Body>(server.url, method, `/api/${path}`, body === undefined ? {} : { body });

async function start(name: string, trackers: string[][]): Promise<string> {
  const torrentId = await upload(server.url, buildTorrent({ name, trackers }));
  await send('POST', 'start-download', { torrentId });
  return torrentId;
}

const tiersOf = ({ body }: Answer<Trackers>): [string, number][] =>
  body.map(({ url, tier }) => [url, tier]);

describe('the trackers of a download', () => {
  it('are told and replaced', async () => {
    const path = `downloads/${await start('a', [[A]])}/trackers`;
    expect((await send('GET', path)).body).toMatchObject([{ url: A, tier: 0, state: 'working' }]);
    const after = await send('PUT', path, { tiers: [[B, C], []] });
    expect([after.status, tiersOf(after)]).toEqual([
      200,
      [
        [B, 0],
        [C, 0],
      ],
    ]);
    expect((await send('GET', path)).body).toEqual(after.body);
  });

  it.each([
    [{ tiers: [['file:///etc/passwd']] }, 422],
    [{ tiers: [['nonsense']] }, 422],
    [{ tiers: 'http://a/announce' }, 400],
    [{ tiers: [[1]] }, 400],
    [{}, 400],
  ])('are refused as %j', async (body, status) => {
    const id = await start('a', [[A]]);
    expect((await send('PUT', `downloads/${id}/trackers`, body)).status).toBe(status);
  });

  it('are added, edited, moved and removed one by one', async () => {
    const path = `downloads/${await start('a', [[A]])}/trackers`;
    expect(tiersOf(await send('POST', path, { urls: [B], tier: 0 }))).toEqual([
      [A, 0],
      [B, 0],
    ]);
    await send('POST', path, { urls: [C] });
    const edited = await send('PATCH', path, { url: A, newUrl: `${A}?key=2` });
    expect(tiersOf(edited)).toEqual([
      [`${A}?key=2`, 0],
      [B, 0],
      [C, 1],
    ]);
    expect(tiersOf(await send('PATCH', path, { url: B, tier: 1 }))).toEqual([
      [`${A}?key=2`, 0],
      [C, 1],
      [B, 1],
    ]);
    const left = await send('DELETE', `${path}?url=${encodeURIComponent(B)}`);
    expect(tiersOf(left)).toEqual([
      [`${A}?key=2`, 0],
      [C, 1],
    ]);
  });

  it('keep changes that come at the same moment', async () => {
    const path = `downloads/${await start('a', [[A]])}/trackers`;
    await Promise.all([B, C].map((url) => send('POST', path, { urls: [url] })));
    expect(tiersOf(await send('GET', path)).map(([url]) => url)).toEqual([A, B, C]);
  });

  it('are asked one by one', async () => {
    const path = `downloads/${await start('a', [[A]])}/trackers/announce`;
    expect((await send('POST', path, { url: A })).status).toBe(202);
    const unknown = await send('POST', path, { url: B });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'tracker-not-found']);
  });

  it('are not found where the download has no such one', async () => {
    const path = `downloads/${await start('a', [[A]])}/trackers`;
    const answers = [
      await send('PATCH', path, { url: B, tier: 0 }),
      await send('DELETE', `${path}?url=${encodeURIComponent(B)}`),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual([
      'tracker-not-found',
      'tracker-not-found',
    ]);
    expect((await send('DELETE', path)).status).toBe(400);
  });

  it.each([
    ['POST', { urls: [] }],
    ['POST', { urls: [A], tier: -1 }],
    ['POST', { urls: [1] }],
    ['PATCH', { newUrl: B }],
  ])('take no %s of %j', async (method, body) => {
    const id = await start('a', [[A]]);
    expect((await send(method, `downloads/${id}/trackers`, body)).status).toBe(400);
  });

  it('take no new address that cannot be used', async () => {
    const path = `downloads/${await start('a', [[A]])}/trackers`;
    const answers = [
      await send('POST', path, { urls: [B, 'gopher://x/announce'] }),
      await send('PATCH', path, { url: A, newUrl: 'nonsense' }),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(['tracker-invalid', 'tracker-invalid']);
    expect(tiersOf(await send('GET', path))).toEqual([[A, 0]]);
  });
});

describe('GET /api/trackers', () => {
  it('counts the trackers of all downloads by their hosts', async () => {
    await start('a', [[A], ['http://broken.example/announce']]);
    await start('b', [[A]]);
    const { body } = await send<TrackerHostsDto>('GET', 'trackers');
    expect(body.items).toMatchObject([
      { host: 'a.example', downloads: 2, working: 2, error: 0, message: null },
      { host: 'broken.example', downloads: 1, working: 0, error: 1 },
    ]);
    expect(body.items[1]!.message).toContain('did not answer');
  });
});

describe('POST /api/trackers/replace', () => {
  const replace = async (body: object): Promise<TrackerReplacementsDto['results']> =>
    (await send<TrackerReplacementsDto>('POST', 'trackers/replace', body)).body.results;

  it('changes every download that has the text, for good', async () => {
    const [first, second] = [await start('a', [[A], [B]]), await start('b', [[A]])];
    await start('c', [[C]]);
    const results = await replace({ find: 'a.example', replace: 'z.example' });
    const changes = [{ from: A, to: 'http://z.example/announce' }];
    expect(results).toEqual([
      { id: first, ok: true, changes },
      { id: second, ok: true, changes },
    ]);
    expect(tiersOf(await send('GET', `downloads/${first}/trackers`))).toEqual([
      ['http://z.example/announce', 0],
      [B, 1],
    ]);
  });

  it('only tells what it would do', async () => {
    const id = await start('a', [[A]]);
    const results = await replace({ find: 'a.example', replace: null, dryRun: true });
    expect(results).toEqual([{ id, ok: true, changes: [{ from: A, to: null }] }]);
    expect(tiersOf(await send('GET', `downloads/${id}/trackers`))).toEqual([[A, 0]]);
  });

  it('keeps to the downloads that are named, and says which are not there', async () => {
    const [first, second] = [await start('a', [[A]]), await start('b', [[A]])];
    const unknown = '0'.repeat(40);
    const results = await replace({ find: A, replace: null, ids: [second, unknown] });
    expect(results).toMatchObject([
      { id: second, ok: true },
      { id: unknown, ok: false, code: 'download-not-found' },
    ]);
    expect((await send('GET', `downloads/${second}/trackers`)).body).toEqual([]);
    expect((await send('GET', `downloads/${first}/trackers`)).body).toHaveLength(1);
  });

  it('leaves a download as it is whose address could not be used then', async () => {
    const id = await start('a', [[A]]);
    const results = await replace({ find: 'http', replace: 'gopher' });
    expect(results).toMatchObject([{ id, ok: false, code: 'tracker-invalid' }]);
    expect(tiersOf(await send('GET', `downloads/${id}/trackers`))).toEqual([[A, 0]]);
  });

  it.each([
    { find: '', replace: 'x' },
    { find: 'x' },
    { find: 'x', replace: 1 },
    { find: 'x', replace: null, ids: ['x'] },
  ])('refuses %j', async (body) => {
    const { status } = await send('POST', 'trackers/replace', body);
    expect(status).toBe(400);
  });
});
