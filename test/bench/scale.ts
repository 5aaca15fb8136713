/**
 * What thousands of downloads cost that only seed and are asked for nothing: time to start, memory, processor
 * time, and the answer to the list. Each figure is of one built server with nothing beside it.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { DownloadListDto } from '@shared/dto/download.js';
import { credentialsFor } from '../support/credentials.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { cpuSeconds } from './process-usage.ts';
import type { LibraryOptions } from './scale-library.ts';

export interface ScaleOptions extends LibraryOptions {
  /** Filled by `fillLibrary`. */
  folder: string;
  idleSeconds: number;
}

export interface ScaleFigures {
  /** From the process's start until it listens, until its list has every download, and until every one seeds. */
  startSeconds: number;
  listedSeconds: number;
  seedingSeconds: number;
  residentMebibytes: number;
  /** Share of one core, with nobody connected and with one web client that hears the stream. */
  idleCpuShare: number;
  watchedCpuShare: number;
  /** Time of `GET /api/downloads`, its first page and the whole list. */
  firstPageMs: number;
  wholeListMs: number;
}

const MEBIBYTE = 1024 ** 2;
const READY_TIMEOUT_MS = 300_000;
/** What a start leaves behind: garbage to collect, announces to make. */
const SETTLE_MS = 10_000;
/** Of one page. */
const MOST_LISTED = 10_000;
const LIST_CALLS = 5;

/** Starts a server on the folder, measures it and stops it. */
export async function measureScale(options: ScaleOptions): Promise<ScaleFigures> {
  const startedAt = performance.now();
  const secondsSinceStart = (): number => (performance.now() - startedAt) / 1000;
  await using server = await RealServer.start(options.folder, {}, READY_TIMEOUT_MS);
  const startSeconds = secondsSinceStart();
  await untilListed(server, options.downloads);
  const listedSeconds = secondsSinceStart();
  await untilSeeding(server, options.downloads);
  const seedingSeconds = secondsSinceStart();
  await sleep(SETTLE_MS);
  const idleCpuShare = await cpuShare(server.pid, options.idleSeconds);
  const residentMebibytes = (await residentBytes(server.pid)) / MEBIBYTE;
  const watchedCpuShare = await watchedShare(server, options.idleSeconds);
  const firstPageMs = await listMs(server, '');
  const wholeListMs = await listMs(server, `?limit=${MOST_LISTED}`);
  return {
    startSeconds,
    listedSeconds,
    seedingSeconds,
    residentMebibytes,
    idleCpuShare,
    watchedCpuShare,
    firstPageMs,
    wholeListMs,
  };
}

async function untilListed(server: RealServer, count: number): Promise<void> {
  const path = `/api/downloads?limit=${MOST_LISTED}`;
  const { body } = await call<DownloadListDto>(server.url, 'GET', path);
  const listed = Math.min(count, MOST_LISTED);
  if (body.total !== count || body.items.length !== listed) {
    throw new Error(`the first list had ${body.items.length} of ${body.total} downloads`);
  }
}

async function untilSeeding(server: RealServer, count: number): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const path = '/api/downloads?state=seeding&limit=1';
    const { body } = await call<DownloadListDto>(server.url, 'GET', path);
    if (body.total === count) return;
    await sleep(250);
  }
  throw new Error('the downloads did not all come to seed');
}

async function watchedShare(server: RealServer, seconds: number): Promise<number> {
  const extraHeaders = await credentialsFor(server.url);
  const socket = io(server.url, { transports: ['websocket'], extraHeaders });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('session:hello', () => resolve());
      socket.once('connect_error', reject);
    });
    await sleep(SETTLE_MS / 2);
    return await cpuShare(server.pid, seconds);
  } finally {
    socket.disconnect();
  }
}

/** Processor time of all threads, as a share of one core. */
export async function cpuShare(pid: number, seconds: number): Promise<number> {
  const startedAt = performance.now();
  const before = await cpuSeconds(pid);
  await sleep(seconds * 1000);
  const used = (await cpuSeconds(pid)) - before;
  return used / ((performance.now() - startedAt) / 1000);
}

/** What is resident now, of its own and of mapped files. */
export async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** The middle of a few calls. */
async function listMs(server: RealServer, query: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < LIST_CALLS; round++) {
    const startedAt = performance.now();
    await call(server.url, 'GET', `/api/downloads${query}`);
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((one, other) => one - other)[LIST_CALLS >> 1]!;
}
