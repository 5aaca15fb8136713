/**
 * One seed and ten leeches, whole sessions on loopback with limited upload. What a swarm can do at best is known: the
 * file must leave the seed once, and all uploads together must carry a copy to each leech.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, onTestFailed } from 'vitest';
import {
  addition,
  endSessions,
  firstWrongFile,
  startSeed,
  startSession,
  temporaryFolder,
  type RunningSession,
} from '../../server/src/engine/testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const LEECHES = 10;
const UPLOAD_LIMIT = 1.5 * MEBIBYTE;
const FILE_BYTES = 16 * MEBIBYTE;
const PIECE_BYTES = 64 * KIBIBYTE;
const IDEAL_SECONDS = FILE_BYTES / UPLOAD_LIMIT;
/** Of the ideal time, for the last leech. */
const MOST_TIME = 1.6;
/** Of the file, that the seed sends until the last leech is done: rarest first makes it send new pieces. */
const MOST_SEED_UPLOAD = 1.4;
/** Of the file, that the seed sends until each piece has left it. */
const MOST_UNTIL_ALL_OUT = 1.3;
const SAMPLE_MS = 500;
const CONFIG = {
  uploadLimit: UPLOAD_LIMIT,
  limitLocalPeers: true,
  writeSlabBytes: 8 * MEBIBYTE,
  readSlabBytes: 4 * MEBIBYTE,
  diskWorkers: 1,
};

const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(FILE_BYTES) }],
  pieceLength: PIECE_BYTES,
});
const { id, pieceCount } = torrent.metainfo;

/** How the pieces are spread at one time. */
interface Sample {
  seconds: number;
  /** Bytes that left the seed. */
  seedBytes: number;
  /** Pieces that some leech has, and copies of the rarest and of the commonest piece among the leeches. */
  distinct: number;
  rarest: number;
  commonest: number;
  done: number;
}

afterEach(endSessions);

async function takeSample(
  seed: RunningSession,
  leeches: readonly RunningSession[],
  startedAt: number,
): Promise<Sample> {
  const copies = new Uint8Array(pieceCount);
  let done = 0;
  for (const { session } of leeches) {
    const have = await session.pieces(id);
    let had = 0;
    for (let piece = 0; piece < pieceCount; piece++) {
      if ((have[piece >> 3]! & (0x80 >> (piece & 7))) === 0) continue;
      copies[piece]!++;
      had++;
    }
    if (had === pieceCount) done++;
  }
  return {
    seconds: (performance.now() - startedAt) / 1_000,
    seedBytes: (await seed.session.status(id)).uploadedBytes,
    distinct: copies.reduce((sum, count) => sum + Math.min(count, 1), 0),
    rarest: Math.min(...copies),
    commonest: Math.max(...copies),
    done,
  };
}

/** Samples of a swarm until it is as the test wants it. */
async function runSwarm(
  sequential: boolean,
  isEnough: (sample: Sample) => boolean,
): Promise<Sample[]> {
  const seed = await startSeed(torrent, CONFIG);
  const leeches = await Promise.all(
    Array.from({ length: LEECHES }, async () => ({
      ...(await startSession(CONFIG)),
      directory: await temporaryFolder(),
    })),
  );
  for (const { session, directory } of leeches) {
    await session.add(addition(torrent, directory, { sequential }));
  }
  const startedAt = performance.now();
  const everyone = [seed, ...leeches].map(({ endpoint }) => endpoint);
  for (const { session, endpoint } of leeches) {
    await session.addPeers(
      id,
      everyone.filter((other) => other !== endpoint),
    );
  }
  const samples: Sample[] = [];
  do {
    await sleep(SAMPLE_MS);
    samples.push(await takeSample(seed, leeches, startedAt));
  } while (!isEnough(samples.at(-1)!) && samples.at(-1)!.seconds < 3 * IDEAL_SECONDS);
  for (const { directory } of samples.at(-1)!.done === LEECHES ? leeches : []) {
    expect(await firstWrongFile(torrent, directory)).toBeNull();
  }
  return samples;
}

/** The story of the swarm, which says why it was slow. */
function tellIfItFails(samples: readonly Sample[]): void {
  const story = samples
    .map(
      ({ seconds, seedBytes, distinct, rarest, commonest, done }) =>
        `${seconds.toFixed(1)} s: seed sent ${(seedBytes / FILE_BYTES).toFixed(2)} files, ${distinct} of ` +
        `${pieceCount} pieces are out, ${rarest} to ${commonest} copies, ${done} done`,
    )
    .join('\n');
  onTestFailed(() => void process.stderr.write(`${story}\n`));
}

it('ten leeches with limited upload get a file in little more than the least possible time, rare pieces first', async () => {
  const samples = await runSwarm(false, ({ done }) => done === LEECHES);
  tellIfItFails(samples);
  const end = samples.at(-1)!;
  expect(end.done).toBe(LEECHES);
  expect(end.seconds).toBeLessThan(MOST_TIME * IDEAL_SECONDS);
  expect(end.seedBytes).toBeLessThan(MOST_SEED_UPLOAD * FILE_BYTES);
  const allOut = samples.find(({ distinct }) => distinct === pieceCount)!;
  expect(allOut.seedBytes).toBeLessThan(MOST_UNTIL_ALL_OUT * FILE_BYTES);
}, 180_000);

it('leeches that take pieces in order make the seed send the same ones again and again', async () => {
  const samples = await runSwarm(true, ({ seedBytes }) => seedBytes > FILE_BYTES / 2);
  tellIfItFails(samples);
  const { seedBytes, distinct } = samples.at(-1)!;
  expect(distinct * PIECE_BYTES).toBeLessThan(seedBytes / 2);
}, 180_000);
