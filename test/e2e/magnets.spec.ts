import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadFileDto, DownloadListDto } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import { parseMetainfo, type AddDownload } from '../../server/src/engine/index.ts';
import { HOSTILE_TORRENTS } from '../../server/src/engine/testing/hostile-torrents.ts';
import {
  buildTorrent,
  type BuiltTorrent,
} from '../../server/src/engine/testing/torrent-builder.ts';
import { EventSourceReader } from '../support/event-source.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, torrentForm, upload, type Answer } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';

type Refusable<Body> = Body & { code: string };

/** An engine that records what it is given. */
class WatchedEngine extends FakeEngine {
  readonly requests: AddDownload[] = [];

  constructor() {
    super({ parse: parseMetainfo });
  }

  override async add(request: AddDownload) {
    this.requests.push(request);
    return super.add(request);
  }
}

let directory: string;
let server: FakeApp;
let engine: WatchedEngine;

async function start(): Promise<void> {
  engine = new WatchedEngine();
  server = await startFakeApp({ directory, createEngine: () => engine });
}

async function restart(): Promise<void> {
  await server.close();
  await start();
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-magnets-'));
  await start();
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const linkOf = ({ metainfo }: BuiltTorrent, more = ''): string =>
  `magnet:?xt=urn:btih:${metainfo.id}${more}`;

const album = (name = 'album'): BuiltTorrent =>
  buildTorrent({
    name,
    files: ['one', 'two', 'three'].map((path) => ({ path: [path], content: new Uint8Array(9) })),
    trackers: [['http://tracker.example/announce']],
  });

/** A torrent that has a v1 and a v2 hash. */
function hybrid(): { bytes: Uint8Array; v1: string; v2: string } {
  const tree = 'd5:h.bind0:d6:lengthi9e11:pieces root32:rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrreee';
  const info =
    `d9:file tree${tree}6:lengthi9e12:meta versioni2e4:name5:h.bin` +
    `12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhe`;
  const bytes = Uint8Array.from(Buffer.from(`d4:info${info}e`, 'latin1'));
  const { infoHashV1, infoHashV2 } = parseMetainfo(bytes);
  return { bytes, v1: infoHashV1!, v2: infoHashV2! };
}

const add = (magnet: string): Promise<Answer<Refusable<TorrentDto>>> =>
  call(server.url, 'POST', '/api/upload-torrent', { body: { magnet } });

const find = (id: string): Promise<Answer<Refusable<TorrentDto>>> =>
  call(server.url, 'GET', `/api/torrents/${id}`);

const begin = (torrentId: string, request = {}): Promise<Answer<Refusable<DownloadDto>>> =>
  call(server.url, 'POST', '/api/start-download', { body: { torrentId, ...request } });

const download = async (id: string): Promise<DownloadDto> =>
  (await call<DownloadDto>(server.url, 'GET', `/api/downloads/${id}`)).body;

const priorities = async (id: string): Promise<string[]> => {
  const path = `/api/downloads/${id}/files`;
  const { body } = await call<DownloadFileDto[]>(server.url, 'GET', path);
  return body.map(({ priority }) => priority);
};

const until = (condition: () => Promise<boolean>): Promise<void> =>
  waitUntil(condition, { timeoutMs: 5_000, intervalMs: 5, what: 'what the metadata brings' });

async function give({ metainfo, bytes }: BuiltTorrent): Promise<void> {
  engine.giveMetadata(metainfo.id, bytes);
  await until(async () => (await find(metainfo.id)).body.metadata === null);
}

describe('a magnet link', () => {
  it('is answered at once, with what it says and nothing of its files', async () => {
    const torrent = album();
    const link = linkOf(torrent, '&dn=My+album&tr=http%3A%2F%2Ftracker.example%2Fannounce');
    const { status, body } = await add(link);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: torrent.metainfo.id,
      name: 'My album',
      infoHashV1: torrent.metainfo.id,
      infoHashV2: null,
      totalBytes: 0,
      pieceLength: 0,
      pieceCount: 0,
      private: false,
      comment: null,
      createdBy: null,
      createdAt: null,
      trackers: [['http://tracker.example/announce']],
      webSeeds: [],
      files: [],
      warnings: [],
      magnet: link,
      metadata: {
        state: 'searching',
        error: null,
        totalBytes: null,
        receivedBytes: 0,
        connected: 0,
        givers: 0,
        found: {},
      },
      selectedFiles: null,
    });
  });

  it('tells how far its metadata is, and is a whole torrent when that is there', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent, '&so=1'));
    engine.tellMetadata(id, { connected: 4, found: { tracker: 9 } });
    expect((await find(id)).body.metadata).toMatchObject({
      state: 'searching',
      connected: 4,
      found: { tracker: 9 },
    });
    engine.tellMetadata(id, { givers: 1, totalBytes: 100, receivedBytes: 40 });
    expect((await find(id)).body.metadata).toMatchObject({ state: 'fetching', receivedBytes: 40 });
    await give(torrent);
    expect((await find(id)).body).toMatchObject({
      name: 'album',
      totalBytes: 27,
      files: [{ path: 'album/one' }, { path: 'album/two' }, { path: 'album/three' }],
      magnet: linkOf(torrent, '&so=1'),
      metadata: null,
      selectedFiles: [1],
    });
  });

  it.each([
    ['magnet:?xt=urn:btih:x', 422, 'bad-info-hash'],
    ['http://example.org/', 422, 'not-magnet'],
    ['', 422, 'not-magnet'],
    [`magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=${'a'.repeat(70_000)}`, 400, 'validation-failed'],
  ])('is refused where it is none: %.40s', async (link, status, code) => {
    const refused = await add(link);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
  });

  it('that is given twice keeps what both name', async () => {
    const torrent = album();
    await add(linkOf(torrent, '&tr=http://a.example/announce&dn=x'));
    const { body } = await add(linkOf(torrent, '&tr=udp://b.example:1&x.pe=192.0.2.1:5'));
    expect(body.name).toBe('x');
    expect(body.trackers).toEqual([['http://a.example/announce'], ['udp://b.example:1']]);
    expect(body.magnet).toContain('x.pe=192.0.2.1%3A5');
    expect(engine.magnets.demand(torrent.metainfo.id).sources).toHaveLength(2);
  });

  it('whose metadata cannot be taken says why, and is tried again when it is given again', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent));
    engine.failMetadata(id, { code: 'bad-metadata', message: 'It is for v2 alone.' });
    expect((await find(id)).body.metadata).toMatchObject({
      state: 'failed',
      error: { code: 'bad-metadata', message: 'It is for v2 alone.' },
    });
    const { body } = await add(linkOf(torrent));
    expect(body.metadata).toMatchObject({ state: 'searching', error: null });
  });

  it('of a torrent that is there is that torrent; its trackers and peers go to the download', async () => {
    const torrent = album();
    const id = await upload(server.url, torrent);
    expect((await add(linkOf(torrent))).body).toMatchObject({ id, metadata: null, magnet: null });
    expect(engine.magnets.ids).toEqual([]);
    await begin(id);
    await add(linkOf(torrent, '&tr=udp://other.example:1&x.pe=192.0.2.1:5'));
    const { body } = await call<{ url: string }[]>(
      server.url,
      'GET',
      `/api/downloads/${id}/trackers`,
    );
    expect(body.map(({ url }) => url)).toEqual([
      'http://tracker.example/announce',
      'udp://other.example:1',
    ]);
    expect(engine.addedPeers).toEqual([{ address: '192.0.2.1', port: 5 }]);
  });

  it('brings nothing to a private download', async () => {
    const torrent = buildTorrent({
      private: true,
      trackers: [['http://tracker.example/announce']],
    });
    const id = await upload(server.url, torrent);
    await begin(id);
    await add(linkOf(torrent, '&tr=udp://other.example:1&x.pe=192.0.2.1:5'));
    const { body } = await call<unknown[]>(server.url, 'GET', `/api/downloads/${id}/trackers`);
    expect([body.length, engine.addedPeers]).toEqual([1, []]);
  });

  it('is whole when its .torrent file is uploaded, and nobody is asked any more', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent));
    await call(server.url, 'POST', '/api/upload-torrent', { body: torrentForm(torrent.bytes) });
    expect((await find(id)).body).toMatchObject({ metadata: null, magnet: linkOf(torrent) });
    await until(async () => engine.magnets.ids.length === 0);
  });

  it('is asked for again after a restart when somebody looks at it', async () => {
    const torrent = album();
    await add(linkOf(torrent));
    await restart();
    expect(engine.magnets.ids).toEqual([]);
    expect((await find(torrent.metainfo.id)).body.metadata).toMatchObject({ state: 'searching' });
    expect(engine.magnets.ids).toEqual([torrent.metainfo.id]);
  });

  it('is forgotten when it is deleted, unless a download uses it', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    const remove = (): Promise<Answer> => call(server.url, 'DELETE', `/api/torrents/${id}`);
    await add(linkOf(torrent));
    expect((await remove()).status).toBe(204);
    expect((await find(id)).status).toBe(404);
    expect(engine.magnets.ids).toEqual([]);
    expect((await remove()).body['code']).toBe('torrent-not-found');
    await add(linkOf(torrent));
    await begin(id);
    const refused = await remove();
    expect([refused.status, refused.body['code']]).toEqual([409, 'torrent-in-use']);
  });

  it('shows who may only read no passkey', async () => {
    const torrent = album();
    await add(linkOf(torrent, '&dn=a&tr=http%3A%2F%2Ft.example%2F0123456789abcdef%2Fannounce'));
    const {
      body: { token },
    } = await call<{ token: string }>(server.url, 'POST', '/api/auth/tokens', {
      body: { name: 'reader', scope: 'read' },
    });
    const { body } = await call<TorrentDto>(
      server.url,
      'GET',
      `/api/torrents/${torrent.metainfo.id}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(body.magnet).toBe(linkOf(torrent, '&dn=a&tr=***'));
    expect(JSON.stringify(body)).not.toContain('0123456789abcdef/');
  });
});

describe('the .torrent file', () => {
  const file = (id: string): Promise<Answer<string>> =>
    call<string>(server.url, 'GET', `/api/torrents/${id}/file`);

  it('can be saved when the metadata is there, under the name of the torrent', async () => {
    const torrent = album('caf\u00e9 "1"');
    const { id } = torrent.metainfo;
    await add(linkOf(torrent));
    const early = await file(id);
    expect([early.status, (early.body as unknown as { code: string }).code]).toEqual([
      409,
      'metadata-pending',
    ]);
    await give(torrent);
    const { status, headers, body } = await file(id);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-bittorrent']);
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; .*filename\*=UTF-8''caf%C3%A9/,
    );
    expect(body).toBe(new TextDecoder().decode(torrent.bytes));
    expect((await file('0'.repeat(40))).status).toBe(404);
  });
});

describe('the event stream', () => {
  it('tells how far the metadata is once a second where it moved, and when it is there', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    const types = '?types=torrents:progress,torrent:metadata';
    const reader = await EventSourceReader.open(`${server.url}/api/events${types}`);
    const heard = (name: string): unknown[] => reader.named(name).map(({ data }) => data);
    await add(linkOf(torrent));
    engine.advance();
    await until(async () => heard('torrents:progress').length === 1);
    engine.advance();
    engine.tellMetadata(id, { givers: 1, totalBytes: 10, receivedBytes: 4 });
    engine.advance();
    await until(async () => heard('torrents:progress').length === 2);
    expect(heard('torrents:progress')).toMatchObject([
      [{ id, metadata: { state: 'searching', error: null } }],
      [{ id, metadata: { state: 'fetching', receivedBytes: 4 } }],
    ]);
    await give(torrent);
    await until(async () => heard('torrent:metadata').length === 1);
    expect(heard('torrent:metadata')).toMatchObject([
      { id, torrentId: id, state: 'done', error: null },
    ]);
    reader.close();
  });

  it('tells whoever comes later of the links that are there, and of a failure', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    const first = await EventSourceReader.open(`${server.url}/api/events`);
    await add(linkOf(torrent));
    engine.advance();
    await until(async () => first.named('torrents:progress').length === 1);
    first.close();
    const second = await EventSourceReader.open(`${server.url}/api/events`);
    await until(async () => second.events.length > 0);
    engine.advance();
    await until(async () => second.named('torrents:progress').length === 1);
    engine.failMetadata(id, { code: 'bad-metadata', message: 'It is for v2 alone.' });
    await until(async () => second.named('torrent:metadata').length === 1);
    expect(second.named('torrent:metadata')[0]?.data).toMatchObject({
      id,
      state: 'failed',
      error: { code: 'bad-metadata' },
    });
    second.close();
  });
});

describe('a download of a magnet link', () => {
  it('waits for its metadata without files, and goes on with it by itself', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent, '&dn=link'));
    const started = await begin(id, { tags: ['x'], sequential: true });
    expect([started.status, started.body]).toMatchObject([
      201,
      {
        id,
        name: 'link',
        state: 'metadata',
        totalBytes: 0,
        tags: ['x'],
        metadata: { connected: 0 },
      },
    ]);
    expect(await priorities(id)).toEqual([]);
    const pieces = await call(server.url, 'GET', `/api/downloads/${id}/pieces`);
    expect(pieces.body).toEqual({ count: 0, have: '' });
    engine.tellMetadata(id, { connected: 2 });
    expect((await download(id)).metadata).toMatchObject({ connected: 2 });
    await give(torrent);
    await until(async () => (await download(id)).state === 'checking');
    expect(await download(id)).toMatchObject({
      name: 'album',
      totalBytes: 27,
      metadata: null,
      tags: ['x'],
      sequential: true,
    });
    const { body } = await call<DownloadListDto>(server.url, 'GET', '/api/downloads?search=three');
    expect(body.total).toBe(1);
  });

  it('fetches the files that the link chooses, whether it is started before or after', async () => {
    const [before, after] = [album('before'), album('after')];
    for (const torrent of [before, after]) await add(linkOf(torrent, '&so=0,2'));
    await begin(before.metainfo.id);
    await give(before);
    await give(after);
    await begin(after.metainfo.id);
    await until(async () => (await download(before.metainfo.id)).metadata === null);
    expect(await priorities(before.metainfo.id)).toEqual(['normal', 'skip', 'normal']);
    expect(await priorities(after.metainfo.id)).toEqual(['normal', 'skip', 'normal']);
  });

  it('fetches what the caller chooses in place of what the link does', async () => {
    const torrent = album();
    await add(linkOf(torrent, '&so=0'));
    await give(torrent);
    await begin(torrent.metainfo.id, { files: [{ index: 0, priority: 'skip' }] });
    expect(await priorities(torrent.metainfo.id)).toEqual(['skip', 'normal', 'normal']);
  });

  it('takes no choice of files, no name and no folder before they are known', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent));
    const refused = await begin(id, { files: [] });
    expect([refused.status, refused.body.code]).toEqual([409, 'metadata-pending']);
    await begin(id);
    const path = `/api/downloads/${id}`;
    for (const [method, where, body] of [
      ['PATCH', path, { files: [{ index: 0, priority: 'skip' }] }],
      ['PATCH', path, { name: 'other' }],
      ['PATCH', `${path}/files/0`, { path: 'album/x' }],
      ['POST', `${path}/move`, { directory: server.config.downloadDirectory }],
      ['POST', `${path}/recheck`, undefined],
    ] as const) {
      const answer = await call(server.url, method, where, { body });
      expect([where, answer.status, answer.body['code']]).toEqual([where, 409, 'state-conflict']);
    }
  });

  it('can be paused and resumed, and goes on as it was left', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent));
    await begin(id);
    const paused = await call(server.url, 'PATCH', `/api/downloads/${id}/pause`);
    expect(paused.body).toMatchObject({ state: 'paused', metadata: { receivedBytes: 0 } });
    await give(torrent);
    await until(async () => (await download(id)).metadata === null);
    expect(await download(id)).toMatchObject({ state: 'paused', name: 'album' });
  });

  it('is asked for again after a restart, and goes on where it is there', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent, '&dn=link&so=1&tr=http://a.example/announce'));
    await begin(id);
    await restart();
    expect(await download(id)).toMatchObject({ id, name: 'link', state: 'metadata' });
    expect(engine.requests).toMatchObject([
      { id, metainfo: null, magnet: { trackers: [['http://a.example/announce']] } },
    ]);
    await give(torrent);
    await until(async () => (await download(id)).metadata === null);
    await restart();
    expect(engine.requests).toMatchObject([
      { id, magnet: null, filePriorities: ['skip', 'normal', 'skip'] },
    ]);
    expect(await download(id)).toMatchObject({ name: 'album', metadata: null });
  });

  it('stops where another download writes its files, and goes on when that is gone', async () => {
    const torrent = album('same');
    const other = buildTorrent({ name: 'same' });
    const { id } = torrent.metainfo;
    await begin(await upload(server.url, other));
    await add(linkOf(torrent, '&dn=link'));
    await begin(id);
    await give(torrent);
    await until(async () => (await download(id)).state === 'error');
    const stopped = await download(id);
    expect(stopped.error).toMatchObject({ code: 'path-conflict' });
    expect(stopped.error?.message).toContain('"same" already writes');
    await restart();
    await until(async () => (await download(id)).state === 'error');
    await call(server.url, 'DELETE', `/api/downloads/${other.metainfo.id}`);
    const resumed = await call(server.url, 'PATCH', `/api/downloads/${id}/resume`);
    expect(resumed.body).toMatchObject({ name: 'same', state: 'checking', metadata: null });
  });

  it('that was found by the v2 hash of a hybrid torrent is that torrent from then on', async () => {
    const { bytes, v1, v2 } = hybrid();
    const linkId = v2.slice(0, 40);
    await add(`magnet:?xt=urn:btmh:1220${v2}&so=0`);
    await begin(linkId, { tags: ['x'] });
    const last = album('last');
    await begin(await upload(server.url, last));
    engine.giveMetadata(linkId, bytes, v1);
    await until(async () => (await download(v1)).state === 'checking');
    expect(await download(v1)).toMatchObject({ id: v1, tags: ['x'], queuePosition: 1 });
    expect((await download(linkId)).id).toBeUndefined();
    expect((await find(linkId)).body).toMatchObject({ id: v1, infoHashV2: v2, metadata: null });
    expect((await add(`magnet:?xt=urn:btmh:1220${v2}`)).body).toMatchObject({ id: v1 });
    expect((await begin(linkId)).body.code).toBe('download-exists');
  });

  it('of a torrent that is in the list under its v1 hash is taken out of it', async () => {
    const { bytes, v1, v2 } = hybrid();
    const linkId = v2.slice(0, 40);
    await call(server.url, 'POST', '/api/upload-torrent', { body: torrentForm(bytes) });
    await begin(v1);
    await add(`magnet:?xt=urn:btmh:1220${v2}`);
    await begin(linkId);
    engine.giveMetadata(linkId, bytes, v1);
    const list = async (): Promise<string[]> =>
      (await call<DownloadListDto>(server.url, 'GET', '/api/downloads')).body.items.map(
        ({ id }) => id,
      );
    await until(async () => (await list()).length === 1);
    expect(await list()).toEqual([v1]);
  });

  it('that is removed takes its search along', async () => {
    const torrent = album();
    const { id } = torrent.metainfo;
    await add(linkOf(torrent));
    await begin(id);
    const removed = await call(server.url, 'DELETE', `/api/downloads/${id}?deleteData=true`);
    expect([removed.status, engine.magnets.ids]).toEqual([204, []]);
  });
});

describe('metadata from hostile peers', () => {
  it('is refused as its file would be', async () => {
    const idOf = (at: number): string => at.toString(16).padStart(40, 'a');
    for (const at of HOSTILE_TORRENTS.keys()) await add(`magnet:?xt=urn:btih:${idOf(at)}`);
    for (const [at, { bytes }] of HOSTILE_TORRENTS.entries()) engine.giveMetadata(idOf(at), bytes);
    for (const [at, { name }] of HOSTILE_TORRENTS.entries()) {
      await until(async () => (await find(idOf(at))).body.metadata?.state === 'failed');
      const { files, metadata } = (await find(idOf(at))).body;
      expect([name, files, metadata?.error?.code]).toEqual([name, [], 'bad-metadata']);
    }
  });

  it('of another torrent than the link names is refused', async () => {
    const [wanted, other] = [album('wanted'), album('other')];
    await add(linkOf(wanted));
    engine.giveMetadata(wanted.metainfo.id, other.bytes);
    await until(async () => (await find(wanted.metainfo.id)).body.metadata?.state === 'failed');
    expect((await find(other.metainfo.id)).status).toBe(404);
  });

  it('has the names of files that its .torrent file would have', async () => {
    const text =
      'd4:infod5:filesld6:lengthi1e4:pathl2:..3:etc6:passwdeee4:name4:../x12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhheee';
    const bytes = Uint8Array.from(Buffer.from(text.slice(0, -1), 'latin1'));
    const { id, name, files } = parseMetainfo(bytes);
    await add(`magnet:?xt=urn:btih:${id}`);
    engine.giveMetadata(id, bytes);
    await until(async () => (await find(id)).body.metadata === null);
    const { body } = await find(id);
    expect([body.name, body.files[0]?.path]).toEqual([name, files[0]?.path]);
    expect(body.files[0]?.path.split('/')).not.toContain('..');
  });
});
