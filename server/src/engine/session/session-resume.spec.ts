/** What a start makes of what an earlier run left: after a clean stop, after a crash, over files that others made. */
import { open, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../core/logger.ts';
import type { ResumeState } from '../core/messages.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  layContent,
  pause,
  reaches,
  startSeed,
  startSession,
  stopSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, contentOfFile, sampleBytes } from '../testing/torrent-builder.ts';

const MEBIBYTE = 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

/** Twelve pieces of 2 MiB: a stop comes in the midst of several. */
const large = buildTorrent({
  name: 'large',
  files: [{ path: [], content: sampleBytes(24 * MEBIBYTE) }],
  pieceLength: 2 * MEBIBYTE,
});
const pair = buildTorrent({
  name: 'pair',
  pieceLength: PIECE_BYTES,
  files: [
    { path: ['one'], content: sampleBytes(10 * PIECE_BYTES, 1) },
    { path: ['two'], content: sampleBytes(10 * PIECE_BYTES - 77, 2) },
  ],
});
const [first, second] = pair.metainfo.files.map(({ path }) => path) as [string, string];

afterEach(endSessions);

function recordsOf({ session }: RunningSession): ResumeState[] {
  const records: ResumeState[] = [];
  session.on('checkpoint', ({ resume }) => records.push(resume));
  return records;
}

async function completed({ session }: RunningSession, id: string): Promise<number> {
  return (await session.status(id)).completedBytes;
}

async function corrupt(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = new Uint8Array(1);
  await file.read(byte, 0, 1, at);
  byte[0] = byte[0]! ^ 0xff;
  await file.write(byte, 0, 1, at);
  await file.close();
}

/** A download that was under way, slowly, in pieces of several chunks; what it recorded, and how much it received. */
async function startSlowDownload(directory: string) {
  const { id } = large.metainfo;
  const seed = await startSeed(large);
  const leech = await startSession({ checkpointIntervalMs: 300 });
  const records = recordsOf(leech);
  const downloadLimit = 6 * MEBIBYTE;
  await leech.session.add(addition(large, directory, { downloadLimit }));
  await leech.session.addPeers(id, [seed.endpoint]);
  await until(
    async () => (await leech.session.status(id)).downloadedBytes > 7 * MEBIBYTE,
    () => 'nothing came',
  );
  return { id, seed, leech, records };
}

describe('a clean stop and start', () => {
  it('fetches nothing twice, though it comes in the midst of pieces', async () => {
    const directory = await temporaryFolder();
    const { id, seed, leech, records } = await startSlowDownload(directory);
    await stopSession(leech);
    const resume = records.at(-1)!;
    expect(resume.isSettled).toBe(true);
    expect(resume.partial.length).toBeGreaterThan(0);
    expect(resume.downloadedBytes).toBeLessThan(large.content.length);
    const later = await startSession();
    const status = await later.session.add(addition(large, directory, { resume }));
    expect(status.state).toBe('downloading');
    await later.session.addPeers(id, [seed.endpoint]);
    await reaches(later, large, 'seeding');
    expect((await later.session.status(id)).downloadedBytes).toBe(large.content.length);
    expect(await firstWrongFile(large, directory)).toBeNull();
  });

  it('fetches a piece again whose blocks were spoilt meanwhile, and bans nobody for them', async () => {
    const directory = await temporaryFolder();
    const { id, seed, leech, records } = await startSlowDownload(directory);
    await stopSession(leech);
    const resume = records.at(-1)!;
    const { piece, blocks } = resume.partial[0]!;
    const block = Math.clz32(blocks.find((byte) => byte > 0)! << 24);
    const at = piece * 2 * MEBIBYTE + (blocks.findIndex((byte) => byte > 0) * 8 + block) * 16_384;
    const path = join(directory, 'large');
    await corrupt(path, at);
    resume.files[0]!.modifiedMs = Math.floor((await stat(path)).mtimeMs);
    const later = await startSession();
    await later.session.add(addition(large, directory, { resume }));
    await later.session.addPeers(id, [seed.endpoint]);
    await reaches(later, large, 'seeding');
    expect(await firstWrongFile(large, directory)).toBeNull();
    const { downloadedBytes } = await later.session.status(id);
    expect(downloadedBytes).toBeGreaterThan(large.content.length);
    expect(downloadedBytes).toBeLessThanOrEqual(large.content.length + 2 * MEBIBYTE);
  });

  it('of a download that was cancelled and resumed loses no block either', async () => {
    const directory = await temporaryFolder();
    const { id, seed, leech } = await startSlowDownload(directory);
    await leech.session.cancel(id);
    await leech.session.update(id, { downloadLimit: null });
    await leech.session.resume(id);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, large, 'seeding');
    expect((await leech.session.status(id)).downloadedBytes).toBe(large.content.length);
    expect(await firstWrongFile(large, directory)).toBeNull();
  });
});

/** A record in the midst of a download, and the disk as it is when more came after it. */
async function crashedDownload(spoil: (path: string, had: number[]) => Promise<void>) {
  const seed = await startSeed(pair);
  const { id } = pair.metainfo;
  const directory = await temporaryFolder();
  const leech = await startSession({ checkpointIntervalMs: 100_000 });
  const records = recordsOf(leech);
  await leech.session.add(addition(pair, directory, { downloadLimit: 2 * MEBIBYTE }));
  await leech.session.addPeers(id, [seed.endpoint]);
  await until(
    async () => (await completed(leech, id)) >= 6 * PIECE_BYTES,
    () => 'nothing came',
  );
  await leech.session.pause(id);
  await until(
    () => records.at(-1)?.isSettled === true,
    () => 'nothing was recorded',
  );
  const resume = { ...records.at(-1)!, isSettled: false };
  await leech.session.resume(id);
  await until(
    async () => (await completed(leech, id)) >= 12 * PIECE_BYTES,
    () => 'no more came',
  );
  await stopSession(leech);
  const bytes = await completedAt(records);
  const had = [...Array.from({ length: 20 }).keys()].filter(
    (piece) => (resume.have[piece >> 3]! & (0x80 >> (piece & 7))) !== 0,
  );
  await spoil(directory, had);
  const later = await startSession();
  const status = await later.session.add(addition(pair, directory, { resume }));
  return { id, seed, directory, later, status, had, bytes };
}

/** Bytes that the last record says are had. */
async function completedAt(records: readonly ResumeState[]): Promise<number> {
  const { have } = records.at(-1)!;
  let bytes = 0;
  for (let piece = 0; piece < 20; piece++) {
    if ((have[piece >> 3]! & (0x80 >> (piece & 7))) === 0) continue;
    bytes += Math.min(PIECE_BYTES, pair.content.length - piece * PIECE_BYTES);
  }
  return bytes;
}

describe('a start after a crash', () => {
  it('has what was recorded and finds what came after it, without fetching it again', async () => {
    const { id, seed, directory, later, bytes } = await crashedDownload(async () => {});
    await until(
      async () => (await completed(later, id)) === bytes,
      async () => `${await completed(later, id)} of ${bytes}`,
    );
    expect(later.said).toEqual(['added', 'queued -> checking', 'checking -> downloading']);
    expect((await later.session.status(id)).state).toBe('downloading');
    await later.session.addPeers(id, [seed.endpoint]);
    await reaches(later, pair, 'seeding');
    expect(await firstWrongFile(pair, directory)).toBeNull();
  });

  it('settles when a few pieces have spoken for all others', async () => {
    const directory = await temporaryFolder();
    await layContent(pair, directory);
    const earlier = await startSession();
    const earlierRecords = recordsOf(earlier);
    await earlier.session.add(addition(pair, directory));
    await reaches(earlier, pair, 'seeding');
    await stopSession(earlier);
    const resume = { ...earlierRecords.at(-1)!, isSettled: false };
    await utimes(join(directory, first), 1, 1);
    const later = await startSession();
    const records = recordsOf(later);
    await later.session.add(addition(pair, directory, { resume }));
    await reaches(later, pair, 'seeding');
    await until(
      () => records.length > 0,
      () => 'nothing was recorded',
    );
    const { isSettled, files } = records[0]!;
    expect([isSettled, files[0]!.modifiedMs, files[1]]).toEqual([true, 1_000, resume.files[1]]);
  });

  it('believes nothing of a file whose recorded pieces are not what they were', async () => {
    const { id, later, had, bytes } = await crashedDownload(async (directory, recorded) => {
      for (const piece of recorded) {
        const inFirst = piece < 10;
        const path = join(directory, inFirst ? first : second);
        await corrupt(path, (inFirst ? piece : piece - 10) * PIECE_BYTES + 9);
      }
    });
    const kept = bytes - had.reduce((sum, piece) => sum + bytesOf(piece), 0);
    await until(
      async () => (await completed(later, id)) === kept,
      async () => `${await completed(later, id)}, not ${kept}`,
    );
    await pause(100);
    expect(await completed(later, id)).toBe(kept);
  });
});

function bytesOf(piece: number): number {
  return Math.min(PIECE_BYTES, pair.content.length - piece * PIECE_BYTES);
}

describe('adding over files that are there', () => {
  it('finds what is right in files that are too long or too short, and leaves all others alone', async () => {
    const seed = await startSeed(pair);
    const { id } = pair.metainfo;
    const directory = await temporaryFolder();
    await layContent(pair, directory);
    const tail = sampleBytes(5_000, 9);
    await writeFile(join(directory, first), Buffer.concat([contentOfFile(pair, 0), tail]));
    await truncate(join(directory, second), 4 * PIECE_BYTES + 5);
    await writeFile(join(directory, 'pair', 'notes'), 'mine');
    const leech = await startSession();
    await leech.session.add(addition(pair, directory));
    await reaches(leech, pair, 'downloading');
    expect(await completed(leech, id)).toBe(14 * PIECE_BYTES);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, pair, 'seeding');
    expect((await leech.session.status(id)).downloadedBytes).toBe(6 * PIECE_BYTES - 77);
    const long = await readFile(join(directory, first));
    expect(Buffer.compare(long.subarray(0, -5_000), contentOfFile(pair, 0))).toBe(0);
    expect(Buffer.compare(long.subarray(-5_000), tail)).toBe(0);
    expect(await readFile(join(directory, 'pair', 'notes'), 'utf8')).toBe('mine');
    const mended = await readFile(join(directory, second));
    expect(Buffer.compare(mended, contentOfFile(pair, 1))).toBe(0);
  });
});

describe('a check', () => {
  it('that a stop cut short is made at the next start', async () => {
    const directory = await temporaryFolder();
    await layContent(pair, directory);
    const earlier = await startSession();
    const records = recordsOf(earlier);
    await earlier.session.add(addition(pair, directory));
    await reaches(earlier, pair, 'seeding');
    await until(
      () => records.length > 0,
      () => 'nothing was recorded',
    );
    const { mtimeMs } = await stat(join(directory, second));
    await corrupt(join(directory, second), 5);
    const seconds = (Math.floor(mtimeMs) + 0.5) / 1_000;
    await (await open(join(directory, second), 'r+')).utimes(seconds, seconds);
    await earlier.session.recheck(pair.metainfo.id);
    await stopSession(earlier);
    const later = await startSession();
    await later.session.add(addition(pair, directory, { resume: records.at(-1)! }));
    await reaches(later, pair, 'downloading');
    expect(await completed(later, pair.metainfo.id)).toBe(19 * PIECE_BYTES - 77);
  });
});

/** What another program may do to a file that we seed. */
const meddlings: [string, string, number, (path: string) => Promise<void>][] = [
  ['changed in one byte', 'file-changed', 19, async (path) => corrupt(path, 7 * PIECE_BYTES)],
  ['cut', 'file-changed', 13, async (path) => truncate(path, 3 * PIECE_BYTES + 1)],
  ['deleted', 'file-missing', 10, async (path) => rm(path)],
  [
    'replaced',
    'file-changed',
    10,
    async (path) => {
      await writeFile(`${path}.new`, sampleBytes(10 * PIECE_BYTES, 77));
      await rename(`${path}.new`, path);
    },
  ],
];

/** A seed and a slow leech of it; `bad` is how many pieces came to the leech wrong. */
async function startServing(fileWatchIntervalMs: number) {
  const seed = await startSeed(pair, { fileWatchIntervalMs });
  const { id } = pair.metainfo;
  const told: string[] = [];
  const warn = (message: string): void => void told.push(message);
  const leech = await startSession({}, { ...silentLogger, warn });
  const directory = await temporaryFolder();
  await leech.session.add(addition(pair, directory, { downloadLimit: MEBIBYTE }));
  await leech.session.addPeers(id, [seed.endpoint]);
  await until(
    async () => (await leech.session.status(id)).downloadedBytes > 0,
    () => 'nothing came',
  );
  return { id, seed, leech, told };
}

describe('a file that is seeded', () => {
  it.each(meddlings)(
    'and %s by another program stops the download',
    async (_, code, kept, meddle) => {
      const { id, seed, leech, told } = await startServing(50);
      await meddle(join(seed.directory, first));
      await reaches(seed, pair, 'error');
      expect((await seed.session.status(id)).error!.code).toBe(code);
      expect((await seed.session.status(id)).peers).toBe(0);
      await seed.session.resume(id);
      await reaches(seed, pair, 'downloading');
      expect(await completed(seed, id)).toBe(kept * PIECE_BYTES - 77);
      expect((await leech.session.status(id)).error).toBeNull();
      expect(told).toEqual([]);
    },
  );

  it('and changed between two looks is not served wrong even once', async () => {
    const { id, seed, told } = await startServing(100_000);
    await pause(1_100); // the first look is over
    for (const path of [first, second]) {
      await writeFile(join(seed.directory, path), sampleBytes(10 * PIECE_BYTES, 99));
    }
    await reaches(seed, pair, 'error');
    expect((await seed.session.status(id)).error!.code).toBe('file-changed');
    await pause(100);
    expect(told).toEqual([]);
  });
});
