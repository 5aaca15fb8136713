/**
 * `node test/bench/magnets-main.ts [--magnets N] [--wait SECONDS]`: what magnets cost that wait for an answer, and how
 * long it takes to fetch the metadata of them all, some 100 KiB each. Each has ten peers, that the link names. The
 * figures are of the whole process with the engine in its thread, the peers are in another. Linux only.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  createEngine,
  silentLogger,
  type Engine,
  type MagnetSource,
  type PeerEndpoint,
} from '../../server/src/engine/index.ts';
import { fromHex } from '../../server/src/engine/core/hex.ts';
import { OFFLINE } from '../../server/src/engine/testing/offline.ts';
import { findFreePort } from '../support/free-port.ts';
import { metadataOf } from './sample-metadata.ts';

const MEBIBYTE = 1024 ** 2;
const POLL_MS = 50;
const PEERS_EACH = 10;
const addressesFrom = (block: number): string[] =>
  Array.from({ length: PEERS_EACH }, (_, index) => `127.0.${block}.${index + 1}`);
const GIVING = addressesFrom(1);
const SILENT = addressesFrom(2);

const { values } = parseArgs({
  options: {
    magnets: { type: 'string', default: '200' },
    wait: { type: 'string', default: '15' },
  },
});
const count = Number(values.magnets);
const ids = metadataOf(count).map(({ id }) => id);
const port = await findFreePort();
const givers = fork(join(import.meta.dirname, 'bare-giver.ts'), [
  GIVING.join(),
  SILENT.join(),
  String(port),
  String(count),
]);
await new Promise((resolve) => {
  givers.once('message', resolve);
});

const engine = createEngine({
  config: { peerHost: '127.0.0.1', peerPort: 0, ...OFFLINE },
  logger: silentLogger,
});
await engine.start();
await sleep(2_000);
globalThis.gc?.();
const before = process.memoryUsage.rss();
let peak = before;
const watching = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, POLL_MS);

await fetchAll(engine, SILENT);
await sleep(Number(values.wait) * 1_000);
const { peers } = await engine.counters();
report('waiting for an answer', { peers });
for (const id of ids) await engine.dropMetadata(id);
await sleep(1_000);

const beganAt = performance.now();
const done = fetched(engine);
await fetchAll(engine, GIVING);
await done;
report('fetched', { seconds: (performance.now() - beganAt) / 1_000 });
clearInterval(watching);
await engine.stop();
givers.disconnect();

function report(what: string, figures: Record<string, number>): void {
  console.log(what, { magnets: count, ...figures, mebibytesMore: (peak - before) / MEBIBYTE });
  peak = process.memoryUsage.rss();
}

async function fetchAll(of: Engine, addresses: readonly string[]): Promise<void> {
  const from = addresses.map((address): PeerEndpoint => ({ address, port }));
  await Promise.all(ids.map(async (id) => of.fetchMetadata(id, magnetOf(id, from))));
}

function magnetOf(id: string, from: PeerEndpoint[]): MagnetSource {
  const infoHash = fromHex(id);
  return {
    infoHash,
    infoHashV1: infoHash,
    infoHashV2: null,
    name: null,
    trackers: [],
    webSeeds: [],
    peers: from,
  };
}

/** All of them, each once. */
async function fetched(of: Engine): Promise<void> {
  const missing = new Set(ids);
  await new Promise<void>((resolve) => {
    of.on('metadata', ({ id }) => {
      missing.delete(id);
      if (missing.size === 0) resolve();
    });
  });
}
