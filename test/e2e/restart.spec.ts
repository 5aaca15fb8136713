import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import {
  parseMetainfo,
  RequestError,
  type AddDownload,
  type QueuePlace,
} from '../../server/src/engine/index.ts';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

let directory: string;
let server: FakeApp;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-restart-'));
  server = await startFakeApp({ directory });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

/** An engine that records what it is given, and refuses one torrent. */
class WatchedEngine extends FakeEngine {
  readonly requests: AddDownload[] = [];
  refusedName: string | null = null;

  constructor() {
    super({ parse: parseMetainfo });
  }

  override async add(request: AddDownload) {
    this.requests.push(request);
    if (parseMetainfo(request.metainfo!).name === this.refusedName) {
      throw new RequestError('invalid-argument', 'It is broken.');
    }
    return super.add(request);
  }
}

async function start(name: string, request: object = {}): Promise<string> {
  const torrent = buildTorrent({ name, trackers: [['http://tracker.example/announce']] });
  const torrentId = await upload(server.url, torrent);
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId, ...request } });
  return torrentId;
}

async function restart(engine = new WatchedEngine()): Promise<WatchedEngine> {
  await server.close();
  server = await startFakeApp({ directory, createEngine: () => engine });
  return engine;
}

const list = async (): Promise<DownloadDto[]> =>
  (await call<DownloadListDto>(server.url, 'GET', '/api/downloads')).body.items;

describe('a restart', () => {
  it('brings back every download with its state, its choices and its progress', async () => {
    const first = await start('first', { tags: ['x'], category: 'films', sequential: true });
    const second = await start('second', { files: [{ index: 0, priority: 'high' }] });
    const third = await start('third', { paused: true });
    server.engine.advance();
    server.engine.advance();
    await call(server.url, 'PATCH', `/api/downloads/${second}/cancel`);
    const tiers = [['udp://other.example:1/announce']];
    await call(server.url, 'PUT', `/api/downloads/${first}/trackers`, { body: { tiers } });
    const before = await list();

    const engine = await restart();
    const requests = engine.requests.map(
      ({ state, sequential, filePriorities, trackers, resume }) => ({
        state,
        sequential,
        filePriorities,
        trackers,
        have: resume && Buffer.from(resume.have).toString('hex'),
      }),
    );
    const common = { sequential: false, filePriorities: [], trackers: null };
    expect(requests).toEqual([
      { ...common, state: 'started', sequential: true, trackers: tiers, have: 'fe' },
      { ...common, state: 'cancelled', filePriorities: ['high'], have: 'fe' },
      { ...common, state: 'paused', have: '00' },
    ]);
    engine.advance();
    const kept = ({
      id,
      name,
      tags,
      category,
      addedAt,
      completedAt,
      directory,
      state,
    }: DownloadDto) => ({
      id,
      name,
      tags,
      category,
      addedAt,
      completedAt,
      directory,
      state,
    });
    expect((await list()).map(kept)).toEqual(before.map(kept));
    expect((await list()).map(({ id }) => id)).toEqual([first, second, third]);
  });

  it('goes on where one download is broken, which says so and can be tried again', async () => {
    const broken = await start('broken');
    await start('good');
    const engine = new WatchedEngine();
    engine.refusedName = 'broken';
    await restart(engine);
    const [first, second] = await list();
    expect(first).toMatchObject({ id: broken, state: 'error', error: { code: 'internal' } });
    expect(first?.error?.message).toContain('It is broken.');
    expect(second?.state).toBe('checking');
    const paused = await call(server.url, 'PATCH', `/api/downloads/${broken}/pause`);
    expect([paused.status, paused.body['code']]).toEqual([409, 'state-conflict']);
    expect((await call(server.url, 'PATCH', `/api/downloads/${broken}/resume`)).status).toBe(422);
    engine.refusedName = null;
    const resumed = await call(server.url, 'PATCH', `/api/downloads/${broken}/resume`);
    expect(resumed).toMatchObject({ status: 200, body: { state: 'checking', error: null } });
  });

  it('lets a broken download be removed, but not its data, which it cannot know', async () => {
    const broken = await start('broken');
    const engine = new WatchedEngine();
    engine.refusedName = 'broken';
    await restart(engine);
    const path = `/api/downloads/${broken}`;
    expect((await call(server.url, 'DELETE', `${path}?deleteData=true`)).status).toBe(409);
    expect((await call(server.url, 'DELETE', path)).status).toBe(204);
    expect(await list()).toEqual([]);
  });

  it('does not bring back what was removed', async () => {
    const id = await start('gone');
    server.engine.advance();
    await call(server.url, 'DELETE', `/api/downloads/${id}`);
    const engine = await restart();
    expect(engine.requests).toEqual([]);
    await call(server.url, 'POST', '/api/start-download', { body: { torrentId: id } });
    expect(engine.requests[0]?.resume).toBeNull();
  });

  it('is another run for those who follow the stream', async () => {
    const position = async () =>
      (await call<DownloadListDto>(server.url, 'GET', '/api/downloads')).body.position;
    const before = await position();
    await restart();
    expect((await position()).boot).not.toBe(before.boot);
  });
});

/** An engine that takes downloads only when it is let. */
class HeldEngine extends WatchedEngine {
  readonly #gate = Promise.withResolvers<void>();

  release(): void {
    this.#gate.resolve();
  }

  override async add(request: AddDownload) {
    await this.#gate.promise;
    return super.add(request);
  }
}

describe('a restart whose downloads take long', () => {
  let ids: string[];
  let engine: HeldEngine;

  beforeEach(async () => {
    ids = [];
    for (let index = 0; index < 40; index++) {
      ids.push(await start(`number ${index}`, index === 1 ? { paused: true } : {}));
    }
    for (let second = 0; second < 3; second++) server.engine.advance();
    engine = new HeldEngine();
    await restart(engine);
  });
  afterEach(() => engine.release());

  const path = (index: number): string => `/api/downloads/${ids[index]!}`;

  const isWholeAgain = async (): Promise<boolean> =>
    (await call(server.url, 'GET', '/health/ready')).body['status'] === 'ok';

  it('lists them all meanwhile, as they are recorded, and says that they are not all there', async () => {
    const downloads = await list();
    expect(downloads.map(({ id }) => id)).toEqual(ids);
    expect(downloads[0]).toMatchObject({ state: 'queued', progress: 1, error: null });
    expect(downloads[1]).toMatchObject({ state: 'paused', progress: 0 });
    expect(await call(server.url, 'GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'degraded', findings: [{ code: 'restoring' }] },
    });
    engine.release();
    await vi.waitUntil(isWholeAgain);
    expect((await list()).map(({ state }) => state)).toEqual(
      ids.map((_, index) => (index === 1 ? 'paused' : 'checking')),
    );
  });

  it('lets commands wait for the download that they are for', async () => {
    const commands = [
      call(server.url, 'PATCH', `${path(39)}/pause`),
      call(server.url, 'GET', path(38)),
      call(server.url, 'DELETE', path(37)),
    ];
    const early = await Promise.race([Promise.all(commands), sleep(100, 'waits')]);
    expect(early).toBe('waits');
    engine.release();
    const [paused, shown, removed] = await Promise.all(commands);
    expect(paused).toMatchObject({ status: 200, body: { state: 'paused' } });
    expect(shown).toMatchObject({ status: 200, body: { state: 'checking' } });
    expect(removed!.status).toBe(204);
    expect(engine.requests.slice(0, 35).map(({ metainfo }) => parseMetainfo(metainfo!).id)).toEqual(
      expect.arrayContaining([ids[39], ids[38], ids[37]]),
    );
  });

  it('keeps an order of the queue that is changed meanwhile', async () => {
    const body = { ids: [ids[5]], move: 'top' };
    expect((await call(server.url, 'POST', '/api/downloads/queue', { body })).status).toBe(200);
    const places: QueuePlace[] = [];
    vi.spyOn(engine, 'reorder').mockImplementation(async (moved) => void places.push(...moved));
    engine.release();
    await vi.waitUntil(isWholeAgain);
    expect(places.map(({ id }) => id)).toEqual([ids[5]]);
    expect((await list()).find(({ id }) => id === ids[5])?.queuePosition).toBe(1);
  });

  it('can be stopped, and refuses the commands that wait', async () => {
    const command = call(server.url, 'PATCH', `${path(39)}/pause`);
    await sleep(50);
    const stopping = server.close();
    expect(await command).toMatchObject({ status: 503, body: { code: 'engine-stopped' } });
    engine.release();
    await stopping;
    server = await startFakeApp({ directory });
    expect(await list()).toHaveLength(40);
  });
});

describe('a second server on the same data', () => {
  it('does not start, and says who holds it', async () => {
    await expect(startFakeApp({ directory })).rejects.toThrow(`process ${process.pid}`);
    expect((await call(server.url, 'GET', '/health/ready')).status).toBe(200);
  });
});
