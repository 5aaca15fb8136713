/**
 * A million messages of hostile peers against whole torrents, the same for the same seed. Other seeds with
 * SHOAL_FUZZ_SEED, one episode alone with SHOAL_FUZZ_EPISODE, another number of messages with SHOAL_FUZZ_MESSAGES.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { buildTorrent, sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';
import { FuzzEpisode, type EpisodeReport } from './fuzz-episode.ts';
import { Watchdog } from '../support/watchdog.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const SEED = Number(process.env['SHOAL_FUZZ_SEED'] ?? 20_261_123);
const FIRST_EPISODE = Number(process.env['SHOAL_FUZZ_EPISODE'] ?? 0);
const IS_ALONE = process.env['SHOAL_FUZZ_EPISODE'] !== undefined;
const MESSAGES = IS_ALONE ? 1 : Number(process.env['SHOAL_FUZZ_MESSAGES'] ?? 1_000_000);
const MESSAGES_OF_EPISODE = 5_000;
const MAX_GROWTH_BYTES = 2 * MEBIBYTE;
const TIMEOUT_MS = 10 * 60_000;
/** An episode takes a tenth of a second. */
const EPISODE_LIMIT_MS = 60_000;

/** One short piece; small pieces; many pieces of one block; pieces of several chunks of memory. */
const TORRENTS = [
  { bytes: 100, pieceLength: 16 * KIBIBYTE },
  { bytes: 11 * 32 * KIBIBYTE + 5_001, pieceLength: 32 * KIBIBYTE },
  { bytes: 300 * 16 * KIBIBYTE - 1, pieceLength: 16 * KIBIBYTE },
  { bytes: 4 * MEBIBYTE + 70_000, pieceLength: 2 * MEBIBYTE },
].map(({ bytes, pieceLength }) =>
  buildTorrent({ files: [{ path: [], content: sampleBytes(bytes) }], pieceLength }),
);

const watchdog = new Watchdog(EPISODE_LIMIT_MS);
afterAll(async () => watchdog.stop());

async function runEpisode(episode: number): Promise<EpisodeReport> {
  const name = `SHOAL_FUZZ_SEED=${SEED} SHOAL_FUZZ_EPISODE=${episode}`;
  watchdog.expect(name);
  try {
    const torrent = TORRENTS[episode % TORRENTS.length]!;
    return await new FuzzEpisode(SEED + episode, torrent).run(MESSAGES_OF_EPISODE);
  } catch (error) {
    throw new Error(`Repeat with ${name}: ${String(error)}`, { cause: error });
  }
}

/** The least of some: the memory of dead array buffers is given back some time after the collection. */
async function usedBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let least = Infinity;
  for (let turn = 0; turn < 5; turn++) {
    collect();
    await nextTurn();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

it(
  'a million hostile messages break, block and leak nothing, and honest peers get all',
  async () => {
    const sums = { messages: 0, hostilePeers: 0, secondsToEnd: 0, seedLosses: 0 };
    let usedAtFirst: number | null = null;
    for (let episode = FIRST_EPISODE; sums.messages < MESSAGES; episode++) {
      const report = await runEpisode(episode);
      for (const key of Object.keys(sums) as (keyof EpisodeReport)[]) sums[key] += report[key];
      if (sums.messages >= MESSAGES / 10) usedAtFirst ??= await usedBytes();
    }
    const growth = (await usedBytes()) - usedAtFirst!;
    process.stderr.write(`${JSON.stringify({ ...sums, growth })}\n`);
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
  },
  TIMEOUT_MS,
);
