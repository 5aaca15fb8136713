/** How soon the REST API answers while a download has all of the machine. */
import { Agent, get, type RequestOptions } from 'node:http';
import type { ClientKind, RunningClient } from '../../support/clients/client.ts';
import { qbittorrent } from '../../support/clients/qbittorrent.ts';
import { shoalServer } from '../../support/clients/shoal-server.ts';
import { credentialsFor } from '../../support/credentials.ts';
import { findFreePort } from '../../support/free-port.ts';
import { hasProgram } from '../../support/programs.ts';
import { holdWarmMemory } from '../warm-memory.ts';
import { TempFolder } from '../../support/temp-folder.ts';
import { monotonicMs } from '../clock.ts';
import { type PreparedContent, prepareFile } from '../content.ts';
import { bare } from '../other-side.ts';
import { median, percentile } from '../statistics.ts';
import { markdownTable } from '../tables.ts';
import type { BenchContext, Goal, Mode } from './mode.ts';

const PIECE_LENGTH = 1024 * 1024;
const ASK_EVERY_MS = 10;
const IDLE_MS = 2_000;
const TIMEOUT_MS = 300_000;
const MOST_P99_MS = 20;
const MEBIBYTE = 1024 ** 2;

interface Latencies {
  p50: number;
  p99: number;
  max: number;
  count: number;
}

interface LatencyRun {
  idle: Latencies;
  busy: Latencies;
  mebibytesPerSecond: number;
}

export const apiLatency: Mode = {
  name: 'api-latency',
  run: async (context) => {
    const { ramDisk, maxBytes } = context;
    await using content = await prepareFile(ramDisk, maxBytes, PIECE_LENGTH);
    // libtorrent has no API of its own; qBittorrent is libtorrent with one.
    const clients = [shoalServer(), ...(hasProgram('qbittorrent-nox') ? [qbittorrent] : [])];
    const measured = await takeTurns(clients, content, context);
    return {
      title: 'The API while a download runs at full speed',
      parts: [
        `A GET of the list of downloads every ${ASK_EVERY_MS} ms on one connection that is kept (Shoal: \`/api/downloads\`, qBittorrent: \`/api/v2/torrents/info\`), for ${IDLE_MS / 1000} s with nothing to do, and while ${maxBytes / MEBIBYTE} MiB come from the bare source. Times in ms, from when the question is due to the last byte of the answer.`,
        latencyTable(measured),
      ],
      goals: latencyGoals(measured.get('shoal') ?? []),
    };
  },
};

async function takeTurns(
  clients: readonly ClientKind[],
  content: PreparedContent,
  { runs, report }: BenchContext,
): Promise<Map<string, LatencyRun[]>> {
  const measured = new Map(clients.map(({ name }) => [name, [] as LatencyRun[]]));
  for (let run = 1; run <= runs; run += 1) {
    for (const client of clients) {
      try {
        const figures = await measureRun(client, content);
        measured.get(client.name)?.push(figures);
        report(
          `${client.name}, API, run ${run}: p99 ${figures.busy.p99.toFixed(1)} ms at ${figures.mebibytesPerSecond.toFixed(0)} MiB/s`,
        );
      } catch (error) {
        report(`${client.name}, API, run ${run}: failed. ${String(error)}`);
      }
    }
  }
  return measured;
}

async function measureRun(
  client: ClientKind,
  { torrent, folder }: PreparedContent,
): Promise<LatencyRun> {
  await using copy = await TempFolder.create('copy', folder.path);
  const port = await findFreePort();
  const freeMemory = await holdWarmMemory(folder.path, torrent.totalBytes);
  await using leech = await client.leech({
    torrent,
    folder: copy.path,
    port,
    useTrackers: false,
  });
  const idle = await measureLatency(leech, Date.now() + IDLE_MS);
  await using source = await bare.startSource(torrent, leech.address, 1, freeMemory);
  const startedAt = await source.firstDataAt();
  const isDone = new AbortController();
  const completed = leech.complete(TIMEOUT_MS).then(() => {
    isDone.abort();
    return monotonicMs();
  });
  completed.catch(() => isDone.abort());
  const busy = await measureLatency(leech, isDone.signal);
  const seconds = ((await completed) - startedAt) / 1000;
  return { idle, busy, mebibytesPerSecond: torrent.totalBytes / MEBIBYTE / seconds };
}

/** Asks until a time or a signal. A question that is due while another waits waits too, and that counts. */
async function measureLatency(
  { listUrl }: RunningClient,
  until: number | AbortSignal,
): Promise<Latencies> {
  if (listUrl === undefined) throw new Error('This client has no API.');
  const headers = await credentialsFor(listUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const latencies: number[] = [];
  const asked: Promise<void>[] = [];
  const isOver = (): boolean => (typeof until === 'number' ? Date.now() >= until : until.aborted);
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (isOver()) {
        clearInterval(timer);
        resolve();
      } else {
        asked.push(
          ask(listUrl, { agent, headers }).then((latency) => void latencies.push(latency)),
        );
      }
    }, ASK_EVERY_MS);
  });
  await Promise.all(asked);
  agent.destroy();
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: Math.max(...latencies),
    count: latencies.length,
  };
}

function ask(url: string, options: RequestOptions): Promise<number> {
  const dueAt = monotonicMs();
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve(monotonicMs() - dueAt);
        else reject(new Error(`${url} answered ${response.statusCode}.`));
      });
    });
    request.once('error', reject);
  });
}

function latencyTable(measured: ReadonlyMap<string, readonly LatencyRun[]>): string {
  const rows = [...measured].flatMap(([client, runs]) => [
    latencyCells(client, 'idle', runs, ({ idle }) => idle),
    latencyCells(client, 'downloading', runs, ({ busy }) => busy),
  ]);
  const headings = ['client', 'while', 'runs', 'questions', 'p50', 'p99', 'max', 'MiB/s'];
  return markdownTable(headings, rows, 2);
}

function latencyCells(
  client: string,
  when: 'idle' | 'downloading',
  runs: readonly LatencyRun[],
  of: (run: LatencyRun) => Latencies,
): string[] {
  const all = runs.map(of);
  const medianOf = (value: (latencies: Latencies) => number): string =>
    median(all.map(value)).toFixed(1);
  const rate = median(runs.map(({ mebibytesPerSecond }) => mebibytesPerSecond)).toFixed(0);
  return [
    client,
    when,
    String(runs.length),
    String(all.reduce((sum, { count }) => sum + count, 0)),
    medianOf(({ p50 }) => p50),
    medianOf(({ p99 }) => p99),
    Math.max(0, ...all.map(({ max }) => max)).toFixed(1),
    when === 'idle' ? '' : rate,
  ];
}

function latencyGoals(runs: readonly LatencyRun[]): Goal[] {
  if (runs.length === 0) return [];
  const p99 = median(runs.map(({ busy }) => busy.p99));
  return [
    {
      what: 'GET /api/downloads at full speed, p99',
      wanted: `at most ${MOST_P99_MS} ms`,
      measured: `${p99.toFixed(1)} ms`,
      isMet: p99 <= MOST_P99_MS,
    },
  ];
}
