/** What was: statistics, activity and the log, over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildTorrent,
  type BuiltTorrent,
} from '../../server/src/engine/testing/torrent-builder.ts';
import { RecentLog } from '../../server/src/logging/recent-log.ts';
import { StructuredLogger } from '../../server/src/logging/structured-logger.ts';
import type { ActivityListDto } from '../../shared/dto/activity.ts';
import type { LogListDto } from '../../shared/dto/log.ts';
import type { StatsDto, TrafficHistoryDto } from '../../shared/dto/stats.ts';
import { TEST_USER } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

const recentLog = new RecentLog();
const logger = new StructuredLogger('debug', { write: () => {}, recent: recentLog });

let directory: string;
let server: FakeApp;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-history-'));
  server = await startFakeApp({ directory, logger, recentLog });
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const torrent = (seed: number): BuiltTorrent =>
  buildTorrent({ name: `album ${seed}`, trackers: [['http://tracker.example/announce']] });

async function get<Body>(path: string): Promise<Body> {
  const { status, body } = await call<Body>(server.url, 'GET', path);
  expect(status).toBe(200);
  return body;
}

async function startDownload(built: BuiltTorrent): Promise<string> {
  const id = await upload(server.url, built);
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId: id } });
  return id;
}

const activity = (query = ''): Promise<ActivityListDto> => get(`/api/activity${query}`);
const kinds = ({ entries }: ActivityListDto): string[] => entries.map(({ kind }) => kind);

describe('activity', () => {
  it('tells what happened to a download, the latest first, also when it is gone', async () => {
    const built = torrent(1);
    const id = await startDownload(built);
    server.engine.failDownload(id, { code: 'disk-full', message: 'The disk is full.' });
    await call(server.url, 'PATCH', `/api/downloads/${id}/resume`);
    // A second for the look at its files, another for what it fetches.
    server.engine.advance();
    server.engine.advance();
    await call(server.url, 'DELETE', `/api/downloads/${id}?deleteData=true`);
    const told = await activity(`?downloadId=${id}`);
    expect(kinds(told)).toEqual(['removed', 'completed', 'recovered', 'error', 'added']);
    expect(told.nextCursor).toBeNull();
    expect(told.entries.map(({ name }) => name)).toEqual(Array(5).fill(built.metainfo.name));
    expect(told.entries.at(-1)?.account).toBe(TEST_USER);
    expect(told.entries[0]).toMatchObject({ downloadId: id, deletedData: true, error: null });
    expect(told.entries[3]?.error).toEqual({ code: 'disk-full', message: 'The disk is full.' });
  });

  it('comes in pages, and by kind', async () => {
    const first = await activity('?limit=2');
    expect(kinds(first)).toEqual(['removed', 'completed']);
    const next = await activity(`?limit=2&cursor=${first.nextCursor}`);
    expect(kinds(next)).toEqual(['recovered', 'error']);
    expect(kinds(await activity('?kind=added'))).toEqual(['added']);
    expect((await activity('?search=ALBUM')).entries).toHaveLength(5);
    expect((await activity('?search=al%25')).entries).toEqual([]);
    expect((await call(server.url, 'GET', '/api/activity?cursor=x')).status).toBe(400);
  });
});

describe('statistics', () => {
  it('count what is moved: now, since the start, of all time and by hour', async () => {
    const before = await get<StatsDto>('/api/stats');
    await startDownload(torrent(2));
    server.engine.traffic.downloadedBytes += 5_000;
    server.engine.traffic.uploadedBytes += 1_000;
    const { now, sinceStart, allTime } = await get<StatsDto>('/api/stats');
    expect(now).toMatchObject({ downloads: 1, downloadsByState: { checking: 1, seeding: 0 } });
    const grown = before.sinceStart.downloadedBytes + 5_000;
    expect(sinceStart.downloadedBytes).toBe(grown);
    expect(allTime.downloadedBytes).toBe(grown);
    for (const period of ['hour', 'day', 'month']) {
      const history = await get<TrafficHistoryDto>(`/api/stats/history?period=${period}`);
      const sum = history.entries.reduce((all, { downloadedBytes }) => all + downloadedBytes, 0);
      expect(sum).toBe(grown);
    }
    const later = '2100-01-01T00:00:00Z';
    const none = await get<TrafficHistoryDto>(`/api/stats/history?period=day&from=${later}`);
    expect(none).toEqual({ period: 'day', entries: [] });
  });

  it('survive a restart, each byte once', async () => {
    const before = await get<StatsDto>('/api/stats');
    const id = await startDownload(torrent(3));
    await server.close();
    server = await startFakeApp({ directory, logger, recentLog });
    const after = await get<StatsDto>('/api/stats');
    expect(after.sinceStart.downloadedBytes).toBe(0);
    expect(after.allTime).toEqual(before.allTime);
    expect(kinds(await activity(`?downloadId=${id}`))).toEqual(['added']);
    server.engine.traffic.downloadedBytes += 7;
    const { allTime } = await get<StatsDto>('/api/stats');
    expect(allTime.downloadedBytes).toBe(before.allTime.downloadedBytes + 7);
    const { entries } = await get<TrafficHistoryDto>('/api/stats/history?period=month');
    expect(entries.at(-1)?.downloadedBytes).toBe(allTime.downloadedBytes);
    expect(entries.map(({ startsAt }) => startsAt)).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-01T00:00:00.000Z$/),
    ]);
  });
});

describe('the log', () => {
  it('shows recent entries by level, time and text, without secrets', async () => {
    const since = new Date().toISOString();
    const url = 'https://tracker.example/0123456789abcdef0123456789abcdef/announce';
    logger.warn('odd tracker', { url });
    logger.debug('detail', { about: 'tracker' });
    const { entries } = await get<LogListDto>(`/api/logs?search=tracker&since=${since}`);
    expect(entries).toMatchObject([
      {
        level: 'warn',
        message: 'odd tracker',
        details: { url: 'https://tracker.example/***/announce' },
      },
      { level: 'debug', message: 'detail' },
    ]);
    const warnings = await get<LogListDto>('/api/logs?level=warn&search=ODD&limit=1');
    expect(warnings.entries).toHaveLength(1);
    expect((await call(server.url, 'GET', '/api/logs?level=loud')).status).toBe(400);
  });
});
