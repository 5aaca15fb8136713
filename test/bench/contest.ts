/**
 * Clients that move the same content, one at a time, each run into a fresh folder. They take turns, so that
 * a disturbance does not fall on one of them alone. One that fails is reported; the others go on.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientKind } from '../support/clients/client.ts';
import { findFreePort } from '../support/free-port.ts';
import { TempFolder } from '../support/temp-folder.ts';
import type { PreparedContent } from './content.ts';
import { type TransferFigures, measureDownload, measureUpload } from './measure-transfer.ts';
import type { OtherSideKind } from './other-side.ts';
import { holdWarmMemory } from './warm-memory.ts';

const TRANSFER_TIMEOUT_MS = 300_000;
/** A run that takes this long is not repeated: chance is a small part of it. */
export const LONG_RUN_SECONDS = 30;

export type Role = 'download' | 'upload';

export interface Contest {
  content: PreparedContent;
  clients: readonly ClientKind[];
  roles: readonly Role[];
  runs: number;
  otherSide: OtherSideKind;
  /** Sources that a download has. */
  connections?: number;
  /** Whether to measure until a copy is on the disk, too. */
  syncs?: boolean;
  /** What tells this contest from others of its mode. */
  label?: string;
  /** Told of each run. */
  report: (line: string) => void;
}

export interface Measurement {
  label: string;
  client: string;
  role: Role;
  bytes: number;
  /** Those that succeeded. */
  runs: TransferFigures[];
  /** Why the last one did not. */
  failure: string | null;
}

/** One measurement for each client and role. */
export async function runContest(contest: Contest): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const role of contest.roles) {
    const ofRole = contest.clients.map((client) => ({
      client,
      measurement: newMeasurement(contest, client, role),
    }));
    for (let run = 1; run <= contest.runs; run += 1) {
      for (const { client, measurement } of ofRole) {
        if (!isFinished(measurement)) await addRun(contest, client, measurement, run);
      }
    }
    measurements.push(...ofRole.map(({ measurement }) => measurement));
  }
  return measurements;
}

function newMeasurement(contest: Contest, client: ClientKind, role: Role): Measurement {
  const bytes = contest.content.torrent.totalBytes;
  const label = contest.label ?? '';
  return { label, client: client.name, role, bytes, runs: [], failure: null };
}

function isFinished({ runs, failure }: Measurement): boolean {
  return failure !== null || (runs.at(-1)?.seconds ?? 0) > LONG_RUN_SECONDS;
}

async function addRun(
  contest: Contest,
  client: ClientKind,
  measurement: Measurement,
  run: number,
): Promise<void> {
  const { label, role, bytes } = measurement;
  const name = [label, client.name, role, `run ${run}`].filter((part) => part !== '').join(', ');
  await using copy = await TempFolder.create('copy', contest.content.folder.path);
  const measure = role === 'download' ? download : upload;
  try {
    const figures = await measure(contest, client, copy);
    measurement.runs.push(figures);
    const rate = bytes / figures.seconds / 1024 ** 2;
    contest.report(
      `${name}: ${rate.toFixed(0)} MiB/s, ${figures.cpuSeconds.toFixed(2)} CPU-seconds`,
    );
  } catch (error) {
    measurement.failure = firstSentence(error);
    contest.report(`${name}: failed. ${String(error)}`);
  }
}

/** For the report: without what programs printed, and without this machine's folders. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replaceAll(/(?:\/[\w.@-]+)+\//g, '');
}

async function download(
  contest: Contest,
  client: ClientKind,
  copy: TempFolder,
): Promise<TransferFigures> {
  const { content, otherSide, connections = 1, syncs = false } = contest;
  const { torrent } = content;
  const port = await findFreePort();
  const freeMemory = syncs
    ? undefined
    : await holdWarmMemory(content.folder.path, torrent.totalBytes);
  await using leech = await client.leech({
    torrent,
    folder: copy.path,
    port,
    useTrackers: false,
  });
  const figures = await measureDownload({
    leech,
    startSource: () => otherSide.startSource(torrent, leech.address, connections, freeMemory),
    sync: syncs ? () => syncFiles(copy.path) : null,
    timeoutMs: TRANSFER_TIMEOUT_MS,
  });
  const bytes = await bytesBelow(copy.join(torrent.name));
  if (bytes !== torrent.totalBytes) throw new Error(`The copy has ${bytes} bytes.`);
  return figures;
}

async function upload(
  contest: Contest,
  client: ClientKind,
  copy: TempFolder,
): Promise<TransferFigures> {
  const { content, otherSide } = contest;
  const { torrent } = content;
  await using seed = await client.seed({
    torrent,
    folder: torrent.contentFolder,
    useTrackers: false,
  });
  await seed.complete(TRANSFER_TIMEOUT_MS);
  return await measureUpload({
    seed,
    startSink: () => otherSide.startSink(torrent, seed.address, copy.path),
    timeoutMs: TRANSFER_TIMEOUT_MS,
  });
}

async function filesBelow(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function bytesBelow(path: string): Promise<number> {
  let bytes = 0;
  for (const file of await filesBelow(path)) bytes += (await stat(file)).size;
  return bytes;
}

async function syncFiles(path: string): Promise<void> {
  for (const file of await filesBelow(path)) {
    await using handle = await open(file, 'r+');
    await handle.sync();
  }
}
