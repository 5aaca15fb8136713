import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { EventSourceReader } from '../support/event-source.ts';
import { credentialsFor } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: FakeApp;
const readers: EventSourceReader[] = [];

beforeEach(async () => {
  server = await startFakeApp();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await server.close();
});

const until = (condition: () => boolean): Promise<void> =>
  waitUntil(condition, { timeoutMs: 10_000, intervalMs: 10, what: 'what the stream tells' });

async function follow(
  query = '',
  headers: Record<string, string> = {},
): Promise<EventSourceReader> {
  const reader = await EventSourceReader.open(`${server.url}/api/events${query}`, headers);
  readers.push(reader);
  await until(() => reader.events.length > 0);
  return reader;
}

async function startDownload(name = 'sample'): Promise<string> {
  const torrentId = await upload(server.url, buildTorrent({ name }));
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId } });
  return torrentId;
}

describe('GET /api/events', () => {
  it('says hello, then tells the facts and the rates of the stream', async () => {
    const reader = await follow();
    expect(reader.status).toBe(200);
    expect(reader.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.headers.get('cache-control')).toContain('no-store');
    expect(reader.events[0]).toMatchObject({
      name: 'session:hello',
      data: { position: { sequence: 0 }, resumed: false },
    });
    const id = await startDownload();
    server.engine.advance();
    await until(() => reader.named('session:stats').length > 0);
    expect(reader.events.slice(1).map(({ name }) => name)).toEqual([
      'download:added',
      'download:state',
      'downloads:progress',
      'session:stats',
    ]);
    expect(reader.named('download:added')[0]?.data).toMatchObject({
      download: { id },
      position: { sequence: 1 },
    });
  });

  it('goes on after the event that a reader heard last', async () => {
    const first = await follow();
    const id = await startDownload();
    server.engine.advance();
    await until(() => first.named('download:added').length > 0);
    const lastEventId = first.named('download:added')[0]!.id;
    first.close();
    const reader = await follow('', { 'Last-Event-ID': lastEventId });
    await until(() => reader.named('downloads:progress').length > 0);
    expect(reader.events.map(({ name }) => name).slice(0, 3)).toEqual([
      'session:hello',
      'download:state',
      'downloads:progress',
    ]);
    expect(reader.events[0]?.data).toMatchObject({ resumed: true, position: { sequence: 1 } });
    expect(reader.events[1]?.data).toMatchObject({ id, position: { sequence: 2 } });
  });

  it.each(['', 'nonsense', 'ab:0:0'])(
    'begins anew after an id "%s" that it does not know',
    async (id) => {
      const { events } = await follow('', { 'Last-Event-ID': id });
      expect(events[0]?.data).toMatchObject({ resumed: false });
    },
  );

  it('tells only the events that are asked for, and has nothing computed for no rates', async () => {
    const reader = await follow('?types=download:completed,download:error');
    expect(server.engine.isWatched).toBe(false);
    const id = await startDownload();
    server.engine.advance();
    server.engine.advance();
    await until(() => reader.events.length > 1);
    expect(reader.events.slice(1)).toMatchObject([{ name: 'download:completed', data: { id } }]);
  });

  it.each(['?types=', '?types=download:nothing', '?types=session:stats&other=1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await call(server.url, 'GET', `/api/events${query}`);
      expect([status, body['code']]).toEqual([400, 'validation-failed']);
    },
  );

  it('lets go of a reader that went away', async () => {
    const reader = await follow();
    expect(server.engine.isWatched).toBe(true);
    reader.close();
    await until(() => !server.engine.isWatched);
  });

  it('answers a question for its headers at once', async () => {
    const { status, headers } = await call(server.url, 'HEAD', '/api/events');
    expect([status, headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
  });

  it('holds little of what a reader does not take, and tells it to reload when it reads again', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const { authorization } = await credentialsFor(server.url);
    const head = ['GET /api/events HTTP/1.1', `Host: ${hostname}:${port}`];
    socket.write(`${head.join('\r\n')}\r\nAuthorization: ${authorization}\r\n\r\n`);
    await once(socket, 'readable');
    const tooMuch = 40_000;
    for (let count = 0; count < tooMuch; count++) {
      server.engine.notice('info', 'test', `a notice of some length ${'x'.repeat(200)}`);
      if (count % 500 === 0) await new Promise(setImmediate);
    }
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await until(() => text.includes('event: session:reload'));
    expect(text.match(/event: session:notice/g)!.length).toBeLessThan(tooMuch);
    server.engine.notice('info', 'test', 'the last one');
    await until(() => text.includes('the last one'));
    socket.destroy();
  });

  it('is for those who may read, and ends when they may no longer', async () => {
    const { status } = await call(server.url, 'GET', '/api/events', { anonymous: true });
    expect(status).toBe(401);
    const body = { name: 'reader', scope: 'read' };
    const created = await call(server.url, 'POST', '/api/auth/tokens', { body });
    const { id, token } = created.body as { id: string; token: string };
    const reader = await follow('', { authorization: `Bearer ${token}` });
    await call(server.url, 'DELETE', `/api/auth/tokens/${id}`);
    const revokedAt = performance.now();
    await until(() => reader.isEnded);
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
  });

  it('ends when the server stops', async () => {
    const reader = await follow();
    const startedAt = performance.now();
    await server.app.close();
    await until(() => reader.isEnded);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
