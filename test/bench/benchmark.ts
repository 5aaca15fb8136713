/**
 * Every client as a leech of the same libtorrent seed, and as the seed of a libtorrent leech: one at a time,
 * into a fresh folder on a RAM disk, so that neither a disk nor a neighbour is what is measured.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientKind, RunningClient } from '../support/clients/client.ts';
import { type TorrentFixture, makeTorrent, singleFile } from '../support/fixtures.ts';
import { findFreePort } from '../support/free-port.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { referenceLeech, referenceSeed } from './contestants.ts';
import { type TransferFigures, measureTransfer } from './measure-transfer.ts';

const PIECE_LENGTH = 1024 * 1024;
const TRANSFER_TIMEOUT_MS = 600_000;
/** A run that takes this long is not repeated: chance is a small part of it. */
export const LONG_RUN_SECONDS = 60;

export type Role = 'download' | 'upload';

export interface Measurement {
  client: string;
  role: Role;
  runs: TransferFigures[];
}

export interface BenchmarkOptions {
  clients: readonly ClientKind[];
  roles: readonly Role[];
  runs: number;
  bytes: number;
  /** Where the content and its copies go. */
  ramDisk: string;
  /** Told of each step. */
  report: (line: string) => void;
}

/**
 * Clients take turns, so that a disturbance does not fall on one of them alone. One that fails is reported and
 * left out; the others go on.
 */
export async function runBenchmark(options: BenchmarkOptions): Promise<Measurement[]> {
  await using folder = await TempFolder.create('bench', options.ramDisk);
  const torrent = await makeTorrent({
    content: await singleFile(options.bytes)(await folder.folder('content')),
    torrent: folder.join('bench.torrent'),
    pieceLength: PIECE_LENGTH,
  });
  await warmMemory(folder, options.bytes);
  const measurements: Measurement[] = [];
  for (const role of options.roles) {
    measurements.push(...(await measureRole(role, torrent, folder, options)));
  }
  return measurements;
}

async function measureRole(
  role: Role,
  torrent: TorrentFixture,
  folder: TempFolder,
  options: BenchmarkOptions,
): Promise<Measurement[]> {
  const measurements = options.clients.map(({ name }) => ({
    client: name,
    role,
    runs: [] as TransferFigures[],
  }));
  const finished = new Set<ClientKind>();
  for (let run = 1; run <= options.runs; run += 1) {
    for (const [index, client] of options.clients.entries()) {
      if (finished.has(client)) continue;
      const figures = await tryRun({ client, role, run, torrent, folder, options });
      if (figures !== null) measurements[index]?.runs.push(figures);
      if (figures === null || figures.seconds > LONG_RUN_SECONDS) finished.add(client);
    }
  }
  return measurements.filter(({ runs }) => runs.length > 0);
}

/** The first use of a page of memory is slow on a virtual machine: the first run must not pay for all. */
async function warmMemory(folder: TempFolder, bytes: number): Promise<void> {
  await using copy = await TempFolder.create('warm', folder.path);
  await writePseudoRandomFile(copy.join('warm.bin'), bytes, 'warm');
}

interface Run {
  client: ClientKind;
  role: Role;
  run: number;
  torrent: TorrentFixture;
  folder: TempFolder;
  options: BenchmarkOptions;
}

/** Null where it failed. */
async function tryRun({
  client,
  role,
  run,
  torrent,
  folder,
  options,
}: Run): Promise<TransferFigures | null> {
  await using copy = await TempFolder.create('copy', folder.path);
  const measure = role === 'download' ? measureDownload : measureUpload;
  try {
    const figures = await measure(client, torrent, copy.path);
    const { size } = await stat(join(copy.path, torrent.name));
    if (size !== torrent.totalBytes) throw new Error(`The copy has ${size} bytes.`);
    const rate = torrent.totalBytes / figures.seconds / 1024 ** 2;
    options.report(`${client.name}, ${role}, run ${run}: ${rate.toFixed(0)} MiB/s`);
    return figures;
  } catch (error) {
    options.report(`${client.name}, ${role}, run ${run}: failed. ${String(error)}`);
    return null;
  }
}

async function measureDownload(
  client: ClientKind,
  torrent: TorrentFixture,
  folder: string,
): Promise<TransferFigures> {
  const port = await findFreePort();
  await using seed = await referenceSeed({
    torrent,
    folder: torrent.contentFolder,
    peers: [`127.0.0.1:${port}`],
    useTrackers: false,
  });
  await seed.complete(TRANSFER_TIMEOUT_MS);
  return await measureTransfer({
    startLeech: () => client.leech({ torrent, folder, port, useTrackers: false }),
    measuredSeed: null,
    timeoutMs: TRANSFER_TIMEOUT_MS,
  });
}

async function measureUpload(
  client: ClientKind,
  torrent: TorrentFixture,
  folder: string,
): Promise<TransferFigures> {
  await using seed = await client.seed({
    torrent,
    folder: torrent.contentFolder,
    useTrackers: false,
  });
  await seed.complete(TRANSFER_TIMEOUT_MS);
  const startLeech = (): Promise<RunningClient> =>
    referenceLeech({ torrent, folder, peers: [seed.address], useTrackers: false });
  return await measureTransfer({
    startLeech,
    measuredSeed: seed,
    timeoutMs: TRANSFER_TIMEOUT_MS,
  });
}
