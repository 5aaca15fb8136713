import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import { parseMetainfo, RequestError, type AddDownload } from '../../server/src/engine/index.ts';
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
    if (parseMetainfo(request.metainfo).name === this.refusedName) {
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

describe('a second server on the same data', () => {
  it('does not start, and says who holds it', async () => {
    await expect(startFakeApp({ directory })).rejects.toThrow(`process ${process.pid}`);
    expect((await call(server.url, 'GET', '/health/ready')).status).toBe(200);
  });
});
