/**
 * `node test/bench/check-main.ts [--size GIB] [--checked GIB] [--runs N]`: what a transfer on loopback keeps of its
 * speed while another download is checked, and what the check does alone and beside it. All files are sparse and on
 * a RAM disk: threads and processors are all that both can fight over. Linux only.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createEngine,
  createMetainfo,
  parseMetainfo,
  silentLogger,
  type AddDownload,
  type Engine,
} from '../../server/src/engine/index.ts';
import { OFFLINE } from '../../server/src/engine/testing/offline.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { median } from './statistics.ts';

const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 * MEBIBYTE;
const RAM_DISK = '/dev/shm';
const HOST = '127.0.0.1';
const WAIT_MS = 120_000;

interface Zeros {
  id: string;
  name: string;
  bytes: number;
  metainfo: Uint8Array;
}

interface RunningEngine {
  engine: Engine;
  port: number;
  folder: string;
}

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '2' },
    checked: { type: 'string', default: '16' },
    runs: { type: 'string', default: '3' },
  },
});

/** A torrent of nothing but zeros. */
function zeros(name: string, gibibytes: number, pieceLength: number): Zeros {
  const hash = createHash('sha1').update(new Uint8Array(pieceLength)).digest();
  const bytes = gibibytes * GIBIBYTE;
  const metainfo = createMetainfo({
    name,
    files: [{ path: [], bytes }],
    pieceLength,
    pieceHashes: Buffer.concat(Array.from({ length: bytes / pieceLength }, () => hash)),
    trackers: [],
    webSeeds: [],
    private: false,
  });
  return { id: parseMetainfo(metainfo).id, name, bytes, metainfo };
}

async function laySparse({ name, bytes }: Zeros, folder: string): Promise<void> {
  const file = await open(join(folder, name), 'w');
  await file.truncate(bytes);
  await file.close();
}

async function startEngine(folder: string): Promise<RunningEngine> {
  const config = { peerHost: HOST, peerPort: 0, ...OFFLINE };
  const engine = createEngine({ config, logger: silentLogger });
  const { peerPort } = await engine.start();
  return { engine, port: peerPort, folder };
}

async function add({ engine, folder }: RunningEngine, { metainfo }: Zeros): Promise<void> {
  const request: AddDownload = {
    metainfo,
    directory: folder,
    state: 'started',
    sequential: false,
    filePriorities: [],
    trackers: null,
    resume: null,
  };
  await engine.add(request);
}

async function untilSeeding({ engine }: RunningEngine, { id, name }: Zeros): Promise<void> {
  await waitUntil(async () => (await engine.status(id)).state === 'seeding', {
    timeoutMs: WAIT_MS,
    intervalMs: 10,
    what: `${name} to be whole`,
  });
}

/** MiB per second since then. */
function rateOf(bytes: number, startedAt: number): number {
  return Math.round(bytes / MEBIBYTE / ((performance.now() - startedAt) / 1_000));
}

async function measureTransfer(
  seed: RunningEngine,
  leech: RunningEngine,
  torrent: Zeros,
): Promise<number> {
  await add(leech, torrent);
  const startedAt = performance.now();
  await leech.engine.addPeers(torrent.id, [{ address: HOST, port: seed.port }]);
  await untilSeeding(leech, torrent);
  const rate = rateOf(torrent.bytes, startedAt);
  await leech.engine.remove(torrent.id, { deleteData: true });
  return rate;
}

const transferred = zeros('transferred', Number(values.size), MEBIBYTE);
const checked = zeros('checked', Number(values.checked), 4 * MEBIBYTE);
await using folder = await TempFolder.create('check', RAM_DISK);
const seed = await startEngine(await folder.folder('seed'));
const leech = await startEngine(await folder.folder('leech'));
await laySparse(transferred, seed.folder);
await laySparse(checked, leech.folder);
await add(seed, transferred);
await untilSeeding(seed, transferred);
const startedAt = performance.now();
await add(leech, checked);
await untilSeeding(leech, checked);
const checkAlone = rateOf(checked.bytes, startedAt);

const transferAlone: number[] = [];
const transferBesideCheck: number[] = [];
const checkBesideTransfer: number[] = [];
for (let run = 0; run < Number(values.runs); run++) {
  transferAlone.push(await measureTransfer(seed, leech, transferred));
  await leech.engine.recheck(checked.id);
  const recheckedAt = performance.now();
  transferBesideCheck.push(await measureTransfer(seed, leech, transferred));
  const { state, progress } = await leech.engine.status(checked.id);
  if (state !== 'checking') {
    throw new Error('The check ended before the transfer: ask for more with --checked.');
  }
  checkBesideTransfer.push(rateOf(progress * checked.bytes, recheckedAt));
  await untilSeeding(leech, checked);
}
await Promise.all([seed.engine.stop(), leech.engine.stop()]);
const share = median(transferBesideCheck) / median(transferAlone);
const figures = { transferAlone, transferBesideCheck, checkAlone, checkBesideTransfer };
console.log(JSON.stringify({ ...figures, unit: 'MiB/s', share: share.toFixed(2) }, null, 2));
