/**
 * How long the list of many downloads takes while some of them transfer: the built server with the real engine, and a
 * second one that gives it the bytes, slowly, so that all active ones are active as long as it takes.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DownloadListDto } from '@shared/dto/download.js';
import { credentialsFor } from '../support/credentials.ts';
import { findFreePort } from '../support/free-port.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { OnePeerTracker } from './one-peer-tracker.ts';
import { fillLibrary } from './scale-library.ts';

export interface ApiScaleOptions {
  folder: string;
  downloads: number;
  active: number;
  /** Of each question. */
  calls: number;
}

export interface Latency {
  /** Milliseconds until the whole answer was there. */
  median: number;
  p99: number;
  /** Processor time of the server's main thread for one call: true on a busy machine too. */
  mainThread: number;
  mostBytes: number;
}

/** 4 MiB: at the limit below, the active ones have enough for a quarter of an hour. */
const ACTIVE_PIECES = 256;
const ACTIVE_BYTES_PER_SECOND = 4_096;
const IDLE_PIECES = 4;
const READY_TIMEOUT_MS = 60_000;
const SETTLE_MS = 10_000;
/** Calls are made as a client would that looks again and again. */
const PAUSE_MS = 40;

/** What is asked, by the name of its figure. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'first page (50)': '?limit=50',
  'page of 1,000': '?limit=1000',
  'page by name': '?sort=name&limit=100&offset=5000',
  'page by rate': '?sort=downloadRate&order=desc&limit=100',
  'active ones': '?state=downloading&limit=1000',
  'search of names and files': '?search=sample%20009&limit=100',
  'all of them': '?limit=10000',
};

/** Fills the folder, starts both servers and measures. */
export async function measureApi(options: ApiScaleOptions): Promise<Record<string, Latency>> {
  const seedFolder = join(options.folder, 'seed');
  const folder = join(options.folder, 'measured');
  const seedPort = await findFreePort();
  await using tracker = await OnePeerTracker.start(seedPort);
  const trackers = [[tracker.url]];
  await fillLibrary(seedFolder, {
    downloads: options.active,
    piecesPerDownload: ACTIVE_PIECES,
    trackers,
  });
  await fillLibrary(folder, {
    downloads: options.downloads,
    piecesPerDownload: IDLE_PIECES,
    trackers,
    unfinished: { downloads: options.active, piecesPerDownload: ACTIVE_PIECES },
    downloadLimit: ACTIVE_BYTES_PER_SECOND,
  });
  const many = { SHOAL_MAX_ACTIVE_DOWNLOADS: 'unlimited', SHOAL_MAX_CONNECTIONS: '5000' };
  await using seed = await RealServer.start(
    seedFolder,
    { ...many, SHOAL_PEER_PORT: String(seedPort), SHOAL_MAX_UPLOAD_SLOTS: '5000' },
    READY_TIMEOUT_MS,
  );
  await using server = await RealServer.start(folder, many, READY_TIMEOUT_MS);
  await untilActive(server, options.active);
  await sleep(SETTLE_MS);
  if (!seed.isRunning) throw new Error('the seed has ended');
  return await measureAll(server, options.calls);
}

async function measureAll(server: RealServer, calls: number): Promise<Record<string, Latency>> {
  const figures: Record<string, Latency> = {};
  for (const [what, query] of Object.entries(QUESTIONS)) {
    figures[what] = await latencyOf(server, query, calls);
  }
  return figures;
}

async function latencyOf(server: RealServer, query: string, calls: number): Promise<Latency> {
  const times: number[] = [];
  let mostBytes = 0;
  const headers = await credentialsFor(server.url);
  const cpuBefore = await mainThreadMs(server.pid);
  for (let round = 0; round < calls; round++) {
    const startedAt = performance.now();
    const response = await fetch(`${server.url}/api/downloads${query}`, { headers });
    const body = Buffer.from(await response.arrayBuffer());
    times.push(performance.now() - startedAt);
    if (response.status !== 200) throw new Error(`the list answered: ${body.toString()}`);
    mostBytes = Math.max(mostBytes, body.byteLength);
    await sleep(PAUSE_MS);
  }
  const mainThread = ((await mainThreadMs(server.pid)) - cpuBefore) / calls;
  times.sort((one, other) => one - other);
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1]!;
  return { median: at(0.5), p99: at(0.99), mainThread, mostBytes };
}

/** What the thread with the process's own number has used since it began. */
async function mainThreadMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/task/${pid}/schedstat`, 'utf8');
  return Number(text.split(' ')[0]) / 1e6;
}

/** Whether at least that many are connected to their seed. */
async function untilActive(server: RealServer, count: number): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const path = '/api/downloads?limit=10000';
    const { body } = await call<DownloadListDto>(server.url, 'GET', path);
    if (body.items.filter(({ peers }) => peers > 0).length >= count) return;
    await sleep(1_000);
  }
  throw new Error('the downloads did not all find their seed');
}
