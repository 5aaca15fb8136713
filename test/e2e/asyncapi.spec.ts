import { createConfig, lintFromString } from '@redocly/openapi-core';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { PUBLIC_EVENT_NAMES, WATCH_TABS } from '../../shared/events/stream.ts';
import { faultsOf, type ApiDocument, type Schema } from '../support/api-document.ts';
import { credentialsFor } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';

interface AsyncApiDocument {
  asyncapi: string;
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  components: {
    messages: Record<string, { name: string; summary: string; payload?: Schema }>;
    schemas: Record<string, Schema>;
  };
}

let server: FakeApp;
let document: AsyncApiDocument;

beforeAll(async () => {
  server = await startFakeApp();
  ({ body: document } = await call<AsyncApiDocument>(server.url, 'GET', '/api/asyncapi.json'));
});
afterAll(() => server.close());

const detailEvents = WATCH_TABS.map((tab) => `download:${tab}`);

describe('the AsyncAPI document', () => {
  it('has nothing that the linter for such documents objects to', async () => {
    expect(document.asyncapi).toBe('3.0.0');
    const problems = await lintFromString({
      source: JSON.stringify(document),
      config: await createConfig({ extends: ['recommended'] }),
    });
    const found = problems.map(
      ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`,
    );
    expect(found).toEqual([]);
  });

  it('has every event of the stream, and every message that clients may send', () => {
    const names = Object.values(document.components.messages).map(({ name }) => name);
    const expected = [
      'session:hello',
      'session:reload',
      ...PUBLIC_EVENT_NAMES,
      ...detailEvents,
      'download:watch',
      'download:unwatch',
    ];
    expect(names.toSorted()).toEqual(expected.toSorted());
    const { socket, serverSentEvents } = document.channels;
    expect(Object.keys(socket!.messages)).toHaveLength(expected.length);
    expect(Object.keys(serverSentEvents!.messages)).toHaveLength(PUBLIC_EVENT_NAMES.length + 2);
  });

  it('describes every message and every field', () => {
    const fields = Object.entries(document.components.schemas).flatMap(([schema, { properties }]) =>
      Object.entries(properties ?? {}).map(([name, { description }]) => ({
        name: `${schema}.${name}`,
        description,
      })),
    );
    expect(fields.length).toBeGreaterThan(100);
    expect(fields.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
    for (const { summary } of Object.values(document.components.messages)) {
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('has no reference that leads nowhere', () => {
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(referred));
  });

  it('is true for what the stream tells', async () => {
    const { socket, heard } = connect(await credentialsFor(server.url));
    await until(() => heard.has('session:hello'));
    await makeEverythingHappen(socket, heard);
    const untold = [...PUBLIC_EVENT_NAMES, ...detailEvents].filter((name) => !heard.has(name));
    expect(untold).toEqual([]);
    for (const [name, payloads] of heard) {
      const message = Object.values(document.components.messages).find(
        (found) => found.name === name,
      );
      for (const payload of payloads) {
        const faults = faultsOf(document as unknown as ApiDocument, message!.payload!, payload);
        expect(faults, `${name} ${JSON.stringify(payload)}`).toEqual([]);
      }
    }
    socket.disconnect();
  });
});

const until = (condition: () => boolean): Promise<void> =>
  waitUntil(condition, { timeoutMs: 10_000, intervalMs: 10, what: 'what the stream tells' });

function connect(extraHeaders: Record<string, string>): {
  socket: Socket;
  heard: Map<string, unknown[]>;
} {
  const socket = io(server.url, { transports: ['websocket'], reconnection: false, extraHeaders });
  const heard = new Map<string, unknown[]>();
  socket.onAny((name: string, payload: unknown) => {
    heard.set(name, [...(heard.get(name) ?? []), payload]);
  });
  return { socket, heard };
}

async function makeEverythingHappen(socket: Socket, heard: Map<string, unknown[]>): Promise<void> {
  const trackers = [['http://tracker.example/announce']];
  const id = await upload(server.url, buildTorrent({ trackers }));
  const change = (method: string, path: string, body?: object): Promise<unknown> =>
    call(server.url, method, path, { body });
  await change('POST', '/api/start-download', { torrentId: id });
  server.engine.advance();
  await socket.timeout(5_000).emitWithAck('download:watch', { id, tabs: WATCH_TABS });
  server.engine.advance();
  await until(() => heard.get('download:pieces')?.length === 2);
  const linked = buildTorrent({ name: 'linked' });
  const magnet = `magnet:?xt=urn:btih:${linked.metainfo.id}`;
  await change('POST', '/api/upload-torrent', { magnet });
  server.engine.tellMetadata(linked.metainfo.id, { found: { tracker: 1 } });
  server.engine.advance();
  await until(() => heard.has('torrents:progress'));
  server.engine.giveMetadata(linked.metainfo.id, linked.bytes);
  await change('PATCH', `/api/downloads/${id}`, { tags: ['a'] });
  await change('PUT', '/api/tags/b', {});
  await change('POST', '/api/downloads/queue', { ids: [id], move: 'top' });
  await change('PATCH', '/api/settings', { downloadLimit: 1_048_576 });
  server.engine.failDownload(id, { code: 'disk-full', message: 'Make room.' });
  server.engine.notice('warning', 'port-taken', 'The port is taken.');
  await change('POST', '/api/bans', { network: '192.0.2.1' });
  await change('DELETE', `/api/downloads/${id}`);
  await until(() => heard.has('download:removed') && heard.has('torrent:metadata'));
}
