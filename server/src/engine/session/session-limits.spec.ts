/**
 * Rate limits between whole sessions on loopback, measured by the bytes that arrive. The cases run side by side:
 * each takes seconds in which next to nothing happens.
 */
import { afterAll, describe, expect, it } from 'vitest';
import {
  addition,
  endSessions,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { StallMeter } from '../testing/stall-meter.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import type { EngineConfig } from './engine-api.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const SETTLING_MS = 1_000;
const MEASURE_MS = 5_000;
/** Loopback is local. Who meets whom is the test's choice: leeches that find each other trade past the limit. */
const LIMIT_ALL = { limitLocalPeers: true, diskWorkers: 1, pex: false, dht: false };

const stalls = new StallMeter();
afterAll(async () => {
  stalls.stop();
  await endSessions();
});

let contents = 0;

function torrentOf(bytes: number): BuiltTorrent {
  const content = sampleBytes(bytes, ++contents);
  return buildTorrent({
    name: `sample-${contents}`,
    files: [{ path: [], content }],
    pieceLength: 64 * KIBIBYTE,
  });
}

interface Case {
  seed?: Partial<EngineConfig>;
  leech?: Partial<EngineConfig>;
}

/** A seed and a leech of one torrent, connected. */
async function transfer(torrent: BuiltTorrent, { seed = {}, leech = {} }: Case) {
  const source = await startSeed(torrent, { ...LIMIT_ALL, ...seed });
  const target = await startSession({ ...LIMIT_ALL, ...leech });
  await join(torrent, source, target);
  return { source, target };
}

async function join(torrent: BuiltTorrent, source: RunningSession, target: RunningSession) {
  await target.session.add(addition(torrent, await temporaryFolder()));
  await target.session.addPeers(torrent.metainfo.id, [source.endpoint]);
}

async function received({ session }: RunningSession): Promise<number> {
  const all = await session.list();
  return all.reduce((sum, { downloadedBytes }) => sum + downloadedBytes, 0);
}

interface Measurement {
  bytesPerSecond: number;
  seconds: number;
  /** Share of the time in which the machine had no time for us. */
  stalled: number;
}

/** Between two arrivals, so that whole blocks do not blur it. */
async function measureRate(target: RunningSession, forMs = MEASURE_MS): Promise<Measurement> {
  const first = await nextArrival(target);
  await pause(forMs);
  const last = await nextArrival(target);
  const elapsedMs = last.at - first.at;
  // What was missed in the second before is made up for within the time that is measured.
  const stalled = stalls.since(first.at - SETTLING_MS) / elapsedMs;
  const seconds = elapsedMs / 1000;
  return { bytesPerSecond: (last.bytes - first.bytes) / seconds, seconds, stalled };
}

async function nextArrival(target: RunningSession): Promise<{ at: number; bytes: number }> {
  const before = await received(target);
  let bytes = before;
  const hasGrown = async () => (bytes = await received(target)) > before;
  await until(hasGrown, () => 'nothing comes');
  return { at: performance.now(), bytes };
}

/**
 * How far from the limit a rate is, as a share of it, but for the block that may fall on either end and for the
 * time in which nobody could have met it.
 */
function deviation({ bytesPerSecond, seconds, stalled }: Measurement, limit: number): number {
  return Math.abs(bytesPerSecond / limit - 1) - BLOCK_BYTES / (limit * seconds) - stalled;
}

const LIMITS = [
  ['1 MiB/s', MEBIBYTE],
  ['100 KiB/s', 100 * KIBIBYTE],
] as const;

describe.concurrent('a limit of all downloads', () => {
  it.each(LIMITS)('of %s holds while receiving', async (_name, downloadLimit) => {
    const torrent = torrentOf(12 * MEBIBYTE);
    const { target } = await transfer(torrent, { leech: { downloadLimit } });
    await pause(SETTLING_MS);
    expect(deviation(await measureRate(target), downloadLimit)).toBeLessThan(0.05);
  });

  it.each(LIMITS)('of %s holds while sending', async (_name, uploadLimit) => {
    const torrent = torrentOf(12 * MEBIBYTE);
    const { target } = await transfer(torrent, { seed: { uploadLimit } });
    await pause(SETTLING_MS);
    expect(deviation(await measureRate(target), uploadLimit)).toBeLessThan(0.05);
  });

  it('is shared by several downloads', async () => {
    const torrents = [torrentOf(8 * MEBIBYTE), torrentOf(8 * MEBIBYTE), torrentOf(8 * MEBIBYTE)];
    const target = await startSession({ ...LIMIT_ALL, downloadLimit: MEBIBYTE });
    for (const torrent of torrents) await join(torrent, await startSeed(torrent), target);
    await pause(SETTLING_MS);
    const each = async () =>
      (await target.session.list()).map(({ downloadedBytes }) => downloadedBytes);
    const before = await each();
    expect(deviation(await measureRate(target), MEBIBYTE)).toBeLessThan(0.05);
    const shares = (await each()).map((bytes, index) => bytes - before[index]!);
    expect(Math.min(...shares) / Math.max(...shares)).toBeGreaterThan(0.75);
  });

  it('is shared by several peers that are served', async () => {
    const torrent = torrentOf(12 * MEBIBYTE);
    const { source, target } = await transfer(torrent, { seed: { uploadLimit: MEBIBYTE } });
    const other = await startSession(LIMIT_ALL);
    await join(torrent, source, other);
    await pause(SETTLING_MS);
    const [one, two] = await Promise.all([measureRate(target), measureRate(other)]);
    const bytesPerSecond = one.bytesPerSecond + two.bytesPerSecond;
    expect(deviation({ ...one, bytesPerSecond }, MEBIBYTE)).toBeLessThan(0.05);
    expect(one.bytesPerSecond / bytesPerSecond).toBeCloseTo(0.5, 1);
  });

  it('leaves out local peers by default', async () => {
    const torrent = torrentOf(4 * MEBIBYTE);
    const { target } = await transfer(torrent, {
      leech: { downloadLimit: 4 * KIBIBYTE, limitLocalPeers: false },
      seed: { uploadLimit: 4 * KIBIBYTE, limitLocalPeers: false },
    });
    await reaches(target, torrent, 'seeding');
    expect(await received(target)).toBeGreaterThanOrEqual(4 * MEBIBYTE);
  });

  it('can be changed at any time: a lower one holds at once, and none is full speed', async () => {
    const torrent = torrentOf(40 * MEBIBYTE);
    // The seed is the slow side, so that the leech asks far ahead.
    const { target } = await transfer(torrent, { seed: { uploadLimit: 6 * MEBIBYTE } });
    await until(
      async () => (await received(target)) > 12 * MEBIBYTE,
      async () => `${await received(target)} came`,
    );
    const before = await received(target);
    await target.session.configure({ downloadLimit: 512 * KIBIBYTE });
    await pause(2_000);
    expect((await received(target)) - before).toBeLessThan(3 * MEBIBYTE);
    expect(deviation(await measureRate(target, 3_000), 512 * KIBIBYTE)).toBeLessThan(0.05);
    await target.session.configure({ downloadLimit: null });
    await reaches(target, torrent, 'seeding');
  });

  it('gives way to the alternative one while that is switched on', async () => {
    const torrent = torrentOf(12 * MEBIBYTE);
    const { target } = await transfer(torrent, { leech: { downloadLimit: 256 * KIBIBYTE } });
    expect((await target.session.stats()).alternativeLimits).toBe(false);
    await target.session.configure({
      alternativeMode: 'on',
      alternativeLimits: { downloadLimit: MEBIBYTE, uploadLimit: null },
    });
    expect((await target.session.stats()).alternativeLimits).toBe(true);
    await pause(SETTLING_MS);
    expect(deviation(await measureRate(target, 2_000), MEBIBYTE)).toBeLessThan(0.05);
  });

  it('follows the schedule', async () => {
    const { session } = await startSession();
    const everyDay = { days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 0 };
    await session.configure({ alternativeMode: 'scheduled', schedule: everyDay });
    expect((await session.stats()).alternativeLimits).toBe(true);
    await session.configure({ schedule: { ...everyDay, days: [] } });
    expect((await session.stats()).alternativeLimits).toBe(false);
  });

  it('that is wrong changes nothing', async () => {
    const { session } = await startSession();
    const wrong = session.configure({ alternativeMode: 'on', downloadLimit: 5 });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid-argument' });
    expect((await session.stats()).alternativeLimits).toBe(false);
  });
});

describe.concurrent('a limit of one download', () => {
  it.each(LIMITS)('of %s holds while receiving', async (_name, downloadLimit) => {
    const torrent = torrentOf(12 * MEBIBYTE);
    const source = await startSeed(torrent);
    // Local peers are no exception here.
    const target = await startSession({ diskWorkers: 1 });
    await target.session.add(addition(torrent, await temporaryFolder(), { downloadLimit }));
    await target.session.addPeers(torrent.metainfo.id, [source.endpoint]);
    await pause(SETTLING_MS);
    expect(deviation(await measureRate(target), downloadLimit)).toBeLessThan(0.05);
    expect(await target.session.list()).toMatchObject([{ downloadLimit, uploadLimit: null }]);
  });

  it.each(LIMITS)('of %s holds while sending', async (_name, uploadLimit) => {
    const torrent = torrentOf(12 * MEBIBYTE);
    const source = await startSeed(torrent, { diskWorkers: 1 });
    await source.session.update(torrent.metainfo.id, { uploadLimit });
    const target = await startSession({ diskWorkers: 1 });
    await join(torrent, source, target);
    await pause(SETTLING_MS);
    expect(deviation(await measureRate(target), uploadLimit)).toBeLessThan(0.05);
  });

  it('leaves the others alone, and goes when it is taken away', async () => {
    const [held, free] = [torrentOf(4 * MEBIBYTE), torrentOf(4 * MEBIBYTE)];
    const { target } = await transfer(held, {});
    await target.session.update(held.metainfo.id, { downloadLimit: 4 * KIBIBYTE });
    await join(free, await startSeed(free), target);
    await reaches(target, free, 'seeding');
    expect((await target.session.status(held.metainfo.id)).state).toBe('downloading');
    await target.session.update(held.metainfo.id, { downloadLimit: null });
    await reaches(target, held, 'seeding');
  });
});
