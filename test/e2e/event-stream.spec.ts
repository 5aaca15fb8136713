import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import type {
  ClientToServerEvents,
  ServerToClientEvents,
  WatchRequest,
  WatchResult,
} from '@shared/events/stream.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { credentialsFor } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, statusOf, upload } from '../support/rest-client.ts';

type Stream = Socket<ServerToClientEvents, ClientToServerEvents>;
interface Heard {
  name: string;
  payload: never;
}

let server: FakeApp;
let credentials: Record<string, string>;
const streams: Stream[] = [];

beforeEach(async () => {
  server = await startFakeApp();
  credentials = await credentialsFor(server.url);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.disconnect();
  await server.close();
});

function connect(options: object = {}): { stream: Stream; heard: Heard[] } {
  const stream: Stream = io(server.url, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: credentials,
    ...options,
  });
  const heard: Heard[] = [];
  stream.onAny((name: string, payload: unknown) => {
    heard.push({ name, payload: payload as never });
  });
  streams.push(stream);
  return { stream, heard };
}

/** Waits for something that comes over a socket. */
async function until<Value>(read: () => Value | undefined | false): Promise<Value> {
  for (let tries = 0; tries < 300; tries++) {
    const value = read();
    if (value !== undefined && value !== false) return value;
    await delay(10);
  }
  throw new Error('nothing came');
}

async function connected(options: object = {}): Promise<{ stream: Stream; heard: Heard[] }> {
  const connection = connect(options);
  await until(() => connection.heard.length > 0);
  return connection;
}

async function startDownload(name = 'sample'): Promise<string> {
  const torrentId = await upload(server.url, buildTorrent({ name }));
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId } });
  return torrentId;
}

const named = (heard: Heard[], name: string): never[] =>
  heard.filter((event) => event.name === name).map((event) => event.payload);

describe('the event stream', () => {
  it.each(['websocket', 'polling'])('says hello first, over %s', async (transport) => {
    const { heard } = await connected({ transports: [transport] });
    expect(heard[0]).toMatchObject({
      name: 'session:hello',
      payload: { position: { sequence: 0 }, stats: { downloads: 0, peerPort: 51_413 } },
    });
  });

  it('tells each fact once, in order, with its place', async () => {
    const { heard } = await connected();
    const id = await startDownload();
    server.engine.advance();
    server.engine.advance();
    await call(server.url, 'PATCH', `/api/downloads/${id}/cancel`);
    await call(server.url, 'PATCH', `/api/downloads/${id}`, { body: { tags: ['new'] } });
    await call(server.url, 'DELETE', `/api/downloads/${id}?deleteData=true`);
    await until(() => named(heard, 'download:removed').length > 0);
    const facts = heard.filter(({ payload }) => 'position' in (payload as object)).slice(1);
    expect(facts.map(({ name }) => name)).toEqual([
      'download:added',
      'download:state',
      'download:state',
      'download:completed',
      'download:state',
      'download:updated',
      'download:removed',
    ]);
    expect(
      facts.map(({ payload }) => (payload as { position: { sequence: number } }).position.sequence),
    ).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(facts[0]?.payload).toMatchObject({ download: { id, state: 'checking' } });
    expect(facts[1]?.payload).toMatchObject({ id, previous: 'checking', state: 'downloading' });
    expect(facts[5]?.payload).toMatchObject({ download: { tags: ['new'] } });
    expect(facts[6]?.payload).toMatchObject({ id, deletedData: true });
  });

  it('gives a download that appears the same shape as the list does', async () => {
    const { heard } = await connected();
    const id = await startDownload();
    const [added] = await until(() => {
      const events = named(heard, 'download:added') as { download: DownloadDto }[];
      return events.length > 0 && events;
    });
    const { body } = await call<DownloadDto>(server.url, 'GET', `/api/downloads/${id}`);
    expect(added?.download).toEqual(body);
  });

  it('tells the hosts of the trackers when they are others, of one download and of many', async () => {
    const { heard } = await connected();
    const id = await startDownload();
    const path = `/api/downloads/${id}/trackers`;
    await call(server.url, 'PUT', path, {
      body: { tiers: [['http://B.example:80/x?key=1', 'udp://a.example:6969']] },
    });
    await call(server.url, 'POST', '/api/trackers/replace', {
      body: { find: 'a.example', replace: 'c.example' },
    });
    const updates = await until(() => {
      const events = named(heard, 'download:updated') as { download: DownloadDto }[];
      return events.length > 1 && events;
    });
    expect(updates.map(({ download }) => download.trackerHosts)).toEqual([
      ['a.example:6969', 'b.example'],
      ['b.example', 'c.example:6969'],
    ]);
    const { body } = await call<DownloadListDto>(server.url, 'GET', '/api/downloads');
    expect(body.items[0]?.trackerHosts).toEqual(updates[1]?.download.trackerHosts);
  });

  it('counts facts from the same start as the list', async () => {
    const { heard } = await connected();
    await startDownload();
    const [added] = await until(() => {
      const events = named(heard, 'download:added') as { position: object }[];
      return events.length > 0 && events;
    });
    const { body } = await call<DownloadListDto>(server.url, 'GET', '/api/downloads');
    expect(body.position).toEqual(added?.position);
    const later = await connected();
    expect(later.heard[0]?.payload).toMatchObject({ position: body.position });
  });

  it('tells faults and notices', async () => {
    const { heard } = await connected();
    const id = await startDownload();
    server.engine.failDownload(id, { code: 'disk-full', message: 'Make room.' });
    server.engine.notice('warning', 'port-taken', 'The port is taken.');
    await until(() => named(heard, 'session:notice').length > 0);
    expect(named(heard, 'download:error')).toMatchObject([{ id, error: { code: 'disk-full' } }]);
    expect(named(heard, 'session:notice')).toMatchObject([
      { code: 'port-taken', level: 'warning' },
    ]);
  });

  it('tells rates only while somebody listens, and only what changed', async () => {
    const id = await startDownload();
    expect(server.engine.isWatched).toBe(false);
    const { stream, heard } = await connected();
    await until(() => server.engine.isWatched);
    server.engine.advance();
    await until(() => named(heard, 'downloads:progress').length === 1);
    server.engine.advance();
    await until(() => named(heard, 'downloads:progress').length === 2);
    const [, second] = named(heard, 'downloads:progress') as { id: string }[][];
    expect(second).toMatchObject([{ id, progress: 1, completedBytes: 100_000 }]);
    expect(second?.[0]).not.toHaveProperty('wantedBytes');
    await until(() => named(heard, 'session:stats').length === 2);
    stream.disconnect();
    await until(() => !server.engine.isWatched);
  });
});

describe('a client that comes back', () => {
  type Place = { position: { boot: string; sequence: number }; ratesPlace: number };

  it('hears the facts and the rates that it missed, and then what follows', async () => {
    const id = await startDownload();
    const first = await connected();
    const { position, ratesPlace } = first.heard[0]!.payload as Place;
    const place = { position, ratesPlace };
    first.stream.disconnect();
    server.engine.advance();
    const other = await startDownload('other');
    const { heard } = await connected({ auth: place });
    expect(heard[0]).toMatchObject({
      name: 'session:hello',
      payload: { ...place, resumed: true },
    });
    await until(() => named(heard, 'downloads:progress').length > 0);
    expect(heard.slice(1, 3)).toMatchObject([
      { name: 'download:state', payload: { id, state: 'downloading' } },
      { name: 'download:added', payload: { download: { id: other } } },
    ]);
    expect(named(heard, 'downloads:progress').flat()).toContainEqual(
      expect.objectContaining({ id, downloadRate: expect.any(Number) as number }),
    );
    await call(server.url, 'DELETE', `/api/downloads/${id}`);
    await until(() => named(heard, 'download:removed').length > 0);
  });

  it.each([
    ['of another run', { position: { boot: 'other', sequence: 0 }, ratesPlace: 0 }],
    ['that is yet to come', { position: { boot: '', sequence: 99 }, ratesPlace: 0 }],
    ['that is none', { position: 'here', ratesPlace: null }],
  ])('is told to read the list from a place %s', async (_what, auth) => {
    const { heard } = await connected({ auth });
    expect(heard[0]).toMatchObject({ payload: { resumed: false, position: { sequence: 0 } } });
  });
});

describe('download:watch', () => {
  const watch = (stream: Stream, request: unknown): Promise<WatchResult> =>
    stream.timeout(2000).emitWithAck('download:watch', request as WatchRequest);

  it('sends the details of the tabs that were asked for, until unwatched', async () => {
    const id = await startDownload();
    server.engine.advance();
    const { stream, heard } = await connected();
    const tabs = ['files', 'peers', 'pieces'];
    expect(await watch(stream, { id, tabs })).toEqual({ ok: true });
    await until(() => named(heard, 'download:pieces').length > 0);
    expect(named(heard, 'download:peers')).toHaveLength(1);
    expect(named(heard, 'download:files')).toMatchObject([{ id, files: [{ path: 'sample' }] }]);
    expect(named(heard, 'download:trackers')).toEqual([]);
    server.engine.advance();
    await until(() => named(heard, 'download:pieces').length > 1);
    const [whole, change] = named(heard, 'download:pieces') as { count: number }[];
    expect(change).toEqual({ id, gained: [[0, whole!.count]], lost: [] });
    await stream.timeout(2000).emitWithAck('download:unwatch');
  });

  it('refuses with a code, and stays connected', async () => {
    const { stream } = await connected();
    const unknown = await watch(stream, { id: 'f'.repeat(40), tabs: ['files'] });
    expect(unknown).toMatchObject({ ok: false, code: 'download-not-found' });
    const requests = [
      {},
      null,
      'x',
      [],
      { id: 'x', tabs: [] },
      { id: 'f'.repeat(40), tabs: ['x'] },
    ];
    for (const request of requests) {
      expect(await watch(stream, request)).toMatchObject({ ok: false, code: 'validation-failed' });
    }
    expect(stream.connected).toBe(true);
  });
});

describe('the handshake', () => {
  it.each([
    ['a foreign origin', { origin: 'http://evil.test' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a name that was made to point here', { host: 'evil.test' }],
  ])('refuses %s', async (_what, headers) => {
    const extraHeaders = { ...credentials, ...headers };
    const { stream, heard } = connect({ extraHeaders });
    const error = await new Promise((resolve) => stream.on('connect_error', resolve));
    expect(error).toBeInstanceOf(Error);
    expect(heard).toEqual([]);
    const query = '/socket.io/?EIO=4&transport=polling';
    expect(await statusOf(server.url + query, extraHeaders)).toBe(403);
  });

  it('hangs up on a flood and on an oversized message', async () => {
    const flood = await connected();
    for (let count = 0; count < 150; count++) flood.stream.emit('download:unwatch');
    await until(() => !flood.stream.connected);
    expect(flood.stream.connected).toBe(false);
    const big = await connected();
    big.stream.emit('download:watch', { id: 'x'.repeat(100_000), tabs: [] }, () => {});
    await until(() => !big.stream.connected);
    expect(big.stream.connected).toBe(false);
  });
});
