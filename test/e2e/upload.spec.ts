import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_TORRENT_FILE_BYTES, type TorrentDto } from '@shared/dto/torrent.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, torrentForm } from '../support/rest-client.ts';

let server: FakeApp;
beforeAll(async () => {
  server = await startFakeApp();
});
afterAll(() => server.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  call<TorrentDto & { code: string }>(server.url, 'POST', '/api/upload-torrent', { body, headers });

describe('POST /api/upload-torrent', () => {
  it('tells what is in the torrent, again at its address, and the same for the same file', async () => {
    const { bytes, metainfo } = buildTorrent({
      name: 'album',
      files: [
        { path: ['one.flac'], content: new Uint8Array(30_000) },
        { path: ['cd 2', 'two.flac'], content: new Uint8Array(5) },
      ],
      trackers: [['http://tracker.example/announce']],
      comment: 'live',
    });
    const first = await post(torrentForm(bytes));
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      id: metainfo.id,
      name: 'album',
      totalBytes: 30_005,
      pieceCount: 2,
      private: false,
      comment: 'live',
      trackers: [['http://tracker.example/announce']],
      files: [
        { index: 0, path: 'album/one.flac', bytes: 30_000 },
        { index: 1, path: 'album/cd 2/two.flac', bytes: 5 },
      ],
    });
    const second = await post(torrentForm(bytes));
    expect([second.status, second.body]).toEqual([201, first.body]);
    const found = await call(server.url, 'GET', `/api/torrents/${metainfo.id}`);
    expect([found.status, found.body]).toEqual([200, first.body]);
  });

  it('takes a file by its type where its name is odd', async () => {
    const { bytes } = buildTorrent();
    expect((await post(torrentForm(bytes, 'download.php'))).status).toBe(201);
    const form = new FormData();
    form.append('torrent', new Blob([bytes.slice()], { type: 'text/html' }), 'download.php');
    const refused = await post(form);
    expect([refused.status, refused.body.code]).toEqual([415, 'not-a-torrent-file']);
  });

  it('answers a broken file with a problem that names the fault', async () => {
    const refused = await post(torrentForm(Buffer.from('d4:infod6:lengthi1eee')));
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body).toMatchObject({ status: 422, type: 'about:blank' });
    expect(refused.body.code).toMatch(/^[a-z0-9-]+$/);
  });

  it.each([Buffer.alloc(0), Buffer.from('hello'), Buffer.from('l-3:e'), Buffer.alloc(1000, 'l')])(
    'never fails on its own account: %#',
    async (bytes) => {
      const { status } = await post(torrentForm(bytes));
      expect([400, 422]).toContain(status);
    },
  );

  it('reads up to 10 MiB and refuses more', async () => {
    const most = await post(torrentForm(Buffer.alloc(MAX_TORRENT_FILE_BYTES, 'x')));
    expect(most.status).toBe(422);
    const more = await post(torrentForm(Buffer.alloc(MAX_TORRENT_FILE_BYTES + 1, 'x')));
    expect([more.status, more.body.code]).toEqual([413, 'too-large']);
  });

  it('wants one file in the field "torrent" and nothing else', async () => {
    const { bytes } = buildTorrent();
    expect((await post(torrentForm(bytes, 'a.torrent', 'file'))).status).toBe(400);
    const two = torrentForm(bytes);
    two.append('torrent', new Blob([bytes.slice()]), 'b.torrent');
    expect((await post(two)).status).toBe(400);
    const withText = torrentForm(bytes);
    withText.append('note', 'x');
    expect((await post(withText)).status).toBe(400);
    const empty = await post(new FormData());
    expect(empty.status).toBe(400);
  });

  it.each<[string, string | undefined, Record<string, string>]>([
    ['nothing', undefined, {}],
    ['a text', 'hello', { 'content-type': 'text/plain' }],
    ['multipart without a boundary', 'hello', { 'content-type': 'multipart/form-data' }],
    [
      'multipart that ends early',
      '--a\r\nContent',
      { 'content-type': 'multipart/form-data; boundary=a' },
    ],
    ['JSON that is none', '{', { 'content-type': 'application/json' }],
  ])('answers %s with a 4xx', async (_what, body, headers) => {
    const refused = await post(body, headers);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(refused.body.code).toBeTypeOf('string');
  });

  it('says that an unknown torrent is not there', async () => {
    const missing = await call(server.url, 'GET', `/api/torrents/${'0'.repeat(40)}`);
    expect([missing.status, missing.body['code']]).toEqual([404, 'torrent-not-found']);
  });
});
