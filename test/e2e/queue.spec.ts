/** The order of the queue and forced starts over REST, on a simulated engine and the real database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadListDto, QueueMovesDto } from '@shared/dto/download.js';
import {
  FactStreamService,
  type PublishedFact,
} from '../../server/src/facts/fact-stream.service.ts';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

let directory: string;
let server: FakeApp;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-queue-'));
  server = await startFakeApp({ directory });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

async function start(name: string, request: object = {}): Promise<string> {
  const torrentId = await upload(server.url, buildTorrent({ name }));
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId, ...request } });
  return torrentId;
}

const move = (ids: string[], to: string) =>
  call<QueueMovesDto>(server.url, 'POST', '/api/downloads/queue', { body: { ids, move: to } });

/** Names in the order of their places, which are counted from 1 without gaps. */
async function order(): Promise<string> {
  const path = '/api/downloads?sort=queuePosition';
  const { items } = (await call<DownloadListDto>(server.url, 'GET', path)).body;
  expect(items.map(({ queuePosition }) => queuePosition)).toEqual(items.map((_, at) => at + 1));
  expect(server.engine.queue).toEqual(items.map(({ id }) => id));
  return items.map(({ name }) => name).join('');
}

describe('the queue', () => {
  it('has new downloads at its end', async () => {
    for (const name of 'abc') await start(name);
    expect(await order()).toBe('abc');
  });

  it('has new downloads at its top where the user wants that', async () => {
    await server.close();
    const environment = { SHOAL_NEW_DOWNLOADS_FIRST: 'true' };
    server = await startFakeApp({ directory, environment });
    for (const name of 'abc') await start(name);
    expect(await order()).toBe('cba');
  });

  it('is changed by moves of one or many, tells where they stand, and survives a restart', async () => {
    const ids = [];
    for (const name of 'abcd') ids.push(await start(name));
    const [a, b, , d] = ids as [string, string, string, string];
    const { status, body } = await move([d, b], 'top');
    expect(status).toBe(200);
    expect(body.moves).toEqual([
      { id: b, queuePosition: 1 },
      { id: d, queuePosition: 2 },
    ]);
    expect(await order()).toBe('bdac');
    await move([b], 'down');
    await move([a], 'bottom');
    expect(await order()).toBe('dbca');
    await server.close();
    server = await startFakeApp({ directory });
    expect(await order()).toBe('dbca');
    await call(server.url, 'DELETE', `/api/downloads/${b}`);
    expect(await order()).toBe('dca');
  });

  it('is changed by the place of a download', async () => {
    const ids = [];
    for (const name of 'abcd') ids.push(await start(name));
    const path = `/api/downloads/${ids[3]}`;
    const moved = await call<DownloadDto>(server.url, 'PATCH', path, {
      body: { queuePosition: 2 },
    });
    expect(moved.body.queuePosition).toBe(2);
    expect(await order()).toBe('adbc');
    await call(server.url, 'PATCH', path, { body: { queuePosition: 1000 } });
    expect(await order()).toBe('abcd');
  });

  it('tells of a move in one fact, however many stand behind', async () => {
    const ids = [];
    for (const name of 'abcde') ids.push(await start(name));
    const facts = server.app.get(FactStreamService);
    await facts.settled();
    const heard: PublishedFact[] = [];
    facts.onFact((fact) => heard.push(fact));
    await move([ids[4]!], 'top');
    await facts.settled();
    expect(heard).toMatchObject([
      { name: 'queue:moved', payload: { moves: [{ id: ids[4], queuePosition: 1 }] } },
    ]);
  });

  it('refuses what is no move, and changes nothing for an unknown download', async () => {
    const a = await start('a');
    const b = await start('b');
    for (const body of [
      {},
      { ids: [], move: 'top' },
      { ids: [a], move: 'left' },
      { ids: ['x'], move: 'up' },
    ]) {
      expect((await call(server.url, 'POST', '/api/downloads/queue', { body })).status).toBe(400);
    }
    expect((await move([b, '0'.repeat(40)], 'top')).status).toBe(404);
    for (const queuePosition of [0, 1.5, null, '1']) {
      const answer = await call(server.url, 'PATCH', `/api/downloads/${a}`, {
        body: { queuePosition },
      });
      expect(answer.status).toBe(400);
    }
    expect(await order()).toBe('ab');
  });
});

describe('a download that is forced to run', () => {
  it('is so from the start or by a change, for the engine too, and after a restart', async () => {
    const forced = await start('a', { forceStart: true });
    const other = await start('b');
    const path = (id: string): string => `/api/downloads/${id}`;
    const find = async (id: string) => (await call<DownloadDto>(server.url, 'GET', path(id))).body;
    expect([(await find(forced)).forceStart, (await find(other)).forceStart]).toEqual([
      true,
      false,
    ]);
    await call(server.url, 'PATCH', path(forced), { body: { forceStart: false } });
    await call(server.url, 'PATCH', path(other), { body: { forceStart: true } });
    await server.close();
    server = await startFakeApp({ directory });
    expect([(await find(forced)).forceStart, (await find(other)).forceStart]).toEqual([
      false,
      true,
    ]);
    expect((await server.engine.status(other)).forceStart).toBe(true);
  });
});
