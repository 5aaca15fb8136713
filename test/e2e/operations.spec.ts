/** What those who run the server look at: readiness, metrics and diagnostics, over HTTP. */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { MetricsService } from '../../server/src/metrics/metrics.service.ts';
import type { DiagnosticsDto } from '../../shared/dto/diagnostics.ts';
import type { StatsDto } from '../../shared/dto/stats.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

let server: FakeApp;
let id: string;

beforeAll(async () => {
  server = await startFakeApp();
  id = await upload(server.url, buildTorrent());
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId: id } });
});
afterAll(() => server.close());

/** By name and labels, as they are written: `shoal_downloads{state="error"}`. */
async function scrape(): Promise<Map<string, number>> {
  const { status, headers, body } = await call<string>(server.url, 'GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const samples = new Map<string, number>();
  for (const line of body.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^(\S+?(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
    expect(samples.has(name!)).toBe(false);
    samples.set(name!, Number(value));
  }
  return samples;
}

describe('metrics', () => {
  it('say what the API says', async () => {
    server.engine.traffic.downloadedBytes += 1_000;
    server.engine.counted = {
      announces: [{ protocol: 'udp', outcome: 'timeout', count: 3 }],
      eventLoop: { activeMs: 1_500, idleMs: 500, longestDelayMs: 20 },
    };
    const { body: stats } = await call<StatsDto>(server.url, 'GET', '/api/stats');
    const samples = await scrape();
    for (const [state, count] of Object.entries(stats.now.downloadsByState)) {
      expect(samples.get(`shoal_downloads{state="${state}"}`)).toBe(count);
    }
    expect(samples.get('shoal_payload_downloaded_bytes_total')).toBe(
      stats.sinceStart.downloadedBytes,
    );
    expect(samples.get('shoal_peers_connected')).toBe(stats.now.peers);
    expect(samples.get('shoal_tracker_announces_total{protocol="udp",outcome="timeout"}')).toBe(3);
    expect(samples.get('shoal_event_loop_active_seconds_total{thread="engine"}')).toBe(1.5);
    expect(samples.get('shoal_event_loop_active_seconds_total{thread="main"}')).toBeGreaterThan(0);
    expect(samples.get('shoal_database_bytes')).toBeGreaterThan(4_096);
    const directory = server.config.downloadDirectory;
    expect(samples.get(`shoal_volume_up{directory="${directory}"}`)).toBe(1);
  });

  it('count requests by their route, and failures by their code, whatever is asked for', async () => {
    const before = await scrape();
    const route = 'method="GET",route="/api/downloads/:id"';
    await call(server.url, 'GET', `/api/downloads/${id}`);
    await call(server.url, 'GET', `/api/downloads/${'0'.repeat(40)}`);
    await call(server.url, 'GET', '/api/nothing/of/the/kind');
    await call(server.url, 'GET', '/api/downloads', { anonymous: true });
    const after = await scrape();
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown(`shoal_http_requests_total{${route},status="200"}`)).toBe(1);
    expect(grown(`shoal_http_requests_total{${route},status="404"}`)).toBe(1);
    expect(grown('shoal_http_problems_total{code="download-not-found"}')).toBe(1);
    expect(grown('shoal_http_problems_total{code="unauthenticated"}')).toBe(1);
    expect(grown('shoal_http_request_duration_seconds_count{route="/api/downloads/:id"}')).toBe(2);
    const names = [...after.keys()].join('\n');
    expect(names).not.toContain(id);
    expect(names).not.toContain('the/kind');
  });

  it('are of one snapshot for those that ask at the same time', async () => {
    let asked = 0;
    const counters = server.engine.counters.bind(server.engine);
    server.engine.counters = () => {
      asked++;
      return counters();
    };
    const metrics = server.app.get(MetricsService);
    await Promise.all([metrics.scrape(), metrics.scrape()]);
    expect(asked).toBe(1);
    server.engine.counters = counters;
  });
});

describe('readiness', () => {
  it('tells everybody what is wrong, and nobody where anything lies', async () => {
    server.engine.failDownload(id, { code: 'disk-full', message: 'The disk is full.' });
    const ready = await call(server.url, 'GET', '/health/ready', { anonymous: true });
    expect(ready).toMatchObject({
      status: 200,
      body: { status: 'degraded', findings: [{ code: 'disk-full', severity: 'warning' }] },
    });
    expect(JSON.stringify(ready.body)).not.toContain(server.directory);
  });

  it('refuses with the reason where the engine does not answer', async () => {
    const counters = server.engine.counters.bind(server.engine);
    server.engine.counters = () => Promise.reject(new Error('gone'));
    expect(await call(server.url, 'GET', '/health/ready')).toMatchObject({
      status: 503,
      body: { code: 'not-ready', detail: 'The engine does not answer.' },
    });
    server.engine.counters = counters;
  });
});

describe('diagnostics', () => {
  it('tell how port, disks, clock, database and open files are', async () => {
    server.engine.counted = { clockOffsetMs: 90_400, lastOutsideConnectionAt: 1_800_000_000_000 };
    const { status, body } = await call<DiagnosticsDto>(server.url, 'GET', '/api/diagnostics');
    expect(status).toBe(200);
    // The simulated engine names a port that nobody listens on.
    expect(body.peerPort).toMatchObject({
      connectsLocally: false,
      reachable: 'yes',
      lastOutsideConnectionAt: '2027-01-15T08:00:00.000Z',
    });
    expect(body.dht).toMatchObject({
      status: 'ok',
      message: 'It knows nodes that answer: 280 over IPv4, 32 over IPv6.',
      available: true,
      report: { readOnly: false, lookups: { done: 12, medianDepth: 5 }, stored: { torrents: 3 } },
    });
    expect(body.clock).toMatchObject({ offsetSeconds: 90, status: 'warning' });
    expect(body.database).toMatchObject({ status: 'ok', isSound: null });
    expect(body.disks).toMatchObject([
      { directory: server.config.downloadDirectory, status: 'ok', isWritable: null },
    ]);
  });

  it('say that there is no DHT where it is switched off, and count nothing of it', async () => {
    const { dht } = server.engine;
    server.engine.dht = { ...dht, enabled: false, families: [] };
    const { body } = await call<DiagnosticsDto>(server.url, 'GET', '/api/diagnostics');
    expect(body.dht).toMatchObject({ status: 'ok', available: false, report: null });
    const samples = [...(await scrape())].filter(([name]) => name.includes('_dht_'));
    expect(samples.filter(([, value]) => value > 0)).toEqual([]);
    server.engine.dht = dht;
    expect((await scrape()).get('shoal_dht_nodes{family="ipv6"}')).toBe(32);
  });

  it('write to the disks and look through the database where they are told to', async () => {
    const { body } = await call<DiagnosticsDto>(server.url, 'POST', '/api/diagnostics');
    expect(body.disks[0]?.isWritable).toBe(true);
    expect(body.database.isSound).toBe(true);
    const left = await readdir(server.config.downloadDirectory);
    expect(left.filter((name) => name.includes('write-test'))).toEqual([]);
  });
});
