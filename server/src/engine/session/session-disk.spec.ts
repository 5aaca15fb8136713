import { open, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
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
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';

const PIECE_BYTES = 32 * 1024;

/** Two files of ten pieces each. */
const torrent = buildTorrent({
  name: 'pair',
  pieceLength: PIECE_BYTES,
  files: [
    { path: ['one'], content: sampleBytes(10 * PIECE_BYTES, 1) },
    { path: ['two'], content: sampleBytes(10 * PIECE_BYTES - 77, 2) },
  ],
});
const { id } = torrent.metainfo;
const [first, second] = torrent.metainfo.files.map(({ path }) => path) as [string, string];

async function corrupt(directory: string, path: string, at: number): Promise<void> {
  const file = await open(join(directory, path), 'r+');
  const byte = new Uint8Array(1);
  await file.read(byte, 0, 1, at);
  byte[0] = byte[0]! ^ 0xff;
  await file.write(byte, 0, 1, at);
  await file.close();
}

/** The next checkpoint of a download. */
async function nextCheckpoint({ session }: RunningSession): Promise<ResumeState> {
  return new Promise((resolve) => {
    const stop = session.on('checkpoint', ({ resume }) => {
      stop();
      resolve(resume);
    });
  });
}

/** A folder with the whole content, and what a session recorded of it. */
async function recordedFolder(
  of: BuiltTorrent = torrent,
): Promise<{ directory: string; resume: ResumeState }> {
  const directory = await temporaryFolder();
  await layContent(of, directory);
  const earlier = await startSession();
  const checkpoint = nextCheckpoint(earlier);
  await earlier.session.add(addition(of, directory));
  await reaches(earlier, of, 'seeding');
  const resume = await checkpoint;
  await stopSession(earlier);
  return { directory, resume };
}

afterEach(endSessions);

describe('adding over data that is there', () => {
  it('finds all of it, and says so step by step', async () => {
    const seed = await startSeed(torrent);
    expect(seed.said).toEqual(['added', 'queued -> checking', 'checking -> seeding']);
    expect(await seed.session.status(id)).toMatchObject({ progress: 1, downloadedBytes: 0 });
    const { completedAt } = await seed.session.status(id);
    expect(completedAt).toBeGreaterThan(0);
  });

  it('downloads only what is missing', async () => {
    const seed = await startSeed(torrent);
    const directory = await temporaryFolder();
    await layContent(torrent, directory);
    await rm(join(directory, second));
    const leech = await startSession();
    await leech.session.add(addition(torrent, directory));
    await reaches(leech, torrent, 'downloading');
    expect((await leech.session.status(id)).completedBytes).toBe(10 * PIECE_BYTES);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, directory)).toBeNull();
    expect((await leech.session.status(id)).downloadedBytes).toBe(10 * PIECE_BYTES - 77);
  });

  it('stays paused where it is added so, and checks when it is resumed', async () => {
    const directory = await temporaryFolder();
    await layContent(torrent, directory);
    const { session, said } = await startSession();
    await session.add(addition(torrent, directory, { state: 'paused' }));
    expect((await session.status(id)).state).toBe('paused');
    await session.resume(id);
    await until(
      async () => (await session.status(id)).state === 'seeding',
      () => said.join(', '),
    );
    expect(said).toEqual([
      'added',
      'paused -> queued',
      'queued -> checking',
      'checking -> seeding',
    ]);
  });

  it('checks two at a time and gets to all', async () => {
    const torrents = Array.from({ length: 6 }, (_, seed) =>
      buildTorrent({
        name: `t${seed}`,
        files: [{ path: [], content: sampleBytes(700_000, seed + 9) }],
      }),
    );
    const running = await startSession();
    const directory = await temporaryFolder();
    for (const each of torrents) {
      await layContent(each, directory);
      await running.session.add(addition(each, directory));
    }
    for (const each of torrents) await reaches(running, each, 'seeding');
    expect(await running.session.list()).toHaveLength(6);
  });
});

describe('a recheck', () => {
  it('finds a byte that was changed, and mends it from a peer', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSeed(torrent);
    await corrupt(leech.directory, first, 3 * PIECE_BYTES + 5);
    leech.said.length = 0;
    expect((await leech.session.recheck(id)).state).toBe('queued');
    await reaches(leech, torrent, 'downloading');
    expect((await leech.session.status(id)).completedBytes).toBe(19 * PIECE_BYTES - 77);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
    expect(leech.said).toEqual([
      'seeding -> queued',
      'queued -> checking',
      'checking -> downloading',
      'downloading -> seeding',
      'completed',
    ]);
  });

  it('of a paused download leaves it paused', async () => {
    const seed = await startSeed(torrent);
    await seed.session.pause(id);
    seed.said.length = 0;
    await seed.session.recheck(id);
    await reaches(seed, torrent, 'paused');
    await pause(50);
    expect(seed.said).toEqual(['paused -> queued', 'queued -> checking', 'checking -> paused']);
    expect((await seed.session.status(id)).progress).toBe(1);
  });

  it('in the middle of a download loses nothing', async () => {
    const large = buildTorrent({
      files: [{ path: [], content: sampleBytes(16 * 1024 * 1024) }],
      pieceLength: 256 * 1024,
    });
    const seed = await startSeed(large);
    const leech = await startSession();
    const directory = await temporaryFolder();
    await leech.session.add(addition(large, directory));
    await leech.session.addPeers(large.metainfo.id, [seed.endpoint]);
    await until(
      async () => (await leech.session.status(large.metainfo.id)).completedBytes > 2_000_000,
      () => 'nothing came',
    );
    await leech.session.recheck(large.metainfo.id);
    await reaches(leech, large, 'seeding');
    expect(await firstWrongFile(large, directory)).toBeNull();
    expect(leech.said.filter((line) => line === 'completed')).toHaveLength(1);
  });

  it('ends when the download is paused or removed in the midst of it', async () => {
    const seed = await startSeed(torrent);
    await seed.session.recheck(id);
    await seed.session.pause(id);
    await pause(50);
    await seed.session.resume(id);
    await reaches(seed, torrent, 'seeding');
    await seed.session.recheck(id);
    await seed.session.remove(id, { deleteData: false });
    expect(await seed.session.list()).toEqual([]);
    expect(await firstWrongFile(torrent, seed.directory)).toBeNull();
  });
});

describe('a restart with what was recorded', () => {
  it('seeds without a check', async () => {
    const { directory, resume } = await recordedFolder();
    const { session, said } = await startSession();
    const status = await session.add(addition(torrent, directory, { resume }));
    expect(status).toMatchObject({ state: 'seeding', progress: 1 });
    expect(status.completedAt).toBe(resume.completedAt);
    await pause(50);
    expect(said).toEqual(['added']);
  });

  it('continues a download that was stopped with its engine', async () => {
    const large = buildTorrent({
      files: [{ path: [], content: sampleBytes(24 * 1024 * 1024) }],
      pieceLength: 256 * 1024,
    });
    const seed = await startSeed(large);
    const directory = await temporaryFolder();
    const earlier = await startSession();
    const recorded: ResumeState[] = [];
    earlier.session.on('checkpoint', ({ resume }) => recorded.push(resume));
    await earlier.session.add(addition(large, directory));
    await earlier.session.addPeers(large.metainfo.id, [seed.endpoint]);
    await until(
      async () => (await earlier.session.status(large.metainfo.id)).completedBytes > 3_000_000,
      () => 'nothing came',
    );
    await stopSession(earlier);
    const resume = recorded.at(-1)!;
    const later = await startSession();
    const status = await later.session.add(addition(large, directory, { resume }));
    expect(status.state).toBe('downloading');
    expect(status.completedBytes).toBeGreaterThan(3_000_000);
    expect(status.downloadedBytes).toBe(resume.downloadedBytes);
    await later.session.addPeers(large.metainfo.id, [seed.endpoint]);
    await reaches(later, large, 'seeding');
    expect(await firstWrongFile(large, directory)).toBeNull();
  });

  it('hashes a changed file again, and no other', async () => {
    const { directory, resume } = await recordedFolder();
    await corrupt(directory, second, 5);
    await utimes(join(directory, second), new Date(), new Date(Date.now() + 5_000));
    // A change that keeps size and time is not seen: so one tells that the first file was not read again.
    const { mtime } = await stat(join(directory, first));
    await corrupt(directory, first, 5);
    await utimes(join(directory, first), mtime, mtime);
    resume.files[0]!.modifiedMs = Math.floor((await stat(join(directory, first))).mtimeMs);
    const running = await startSession();
    await running.session.add(addition(torrent, directory, { resume }));
    await reaches(running, torrent, 'downloading');
    expect(running.said).toEqual(['added', 'queued -> checking', 'checking -> downloading']);
    const files = await running.session.files(id);
    expect(files.map(({ completedBytes }) => completedBytes)).toEqual([
      10 * PIECE_BYTES,
      9 * PIECE_BYTES - 77,
    ]);
  });

  it('asks what to do where a file is missing, and downloads it after that', async () => {
    const { directory, resume } = await recordedFolder();
    await rm(join(directory, first));
    const running = await startSession();
    const status = await running.session.add(addition(torrent, directory, { resume }));
    expect(status).toMatchObject({ state: 'error', error: { code: 'file-missing' } });
    expect(status.error!.message).toContain(directory);
    await running.session.resume(id);
    await reaches(running, torrent, 'downloading');
    expect((await running.session.status(id)).completedBytes).toBe(10 * PIECE_BYTES - 77);
    const seed = await startSeed(torrent);
    await running.session.addPeers(id, [seed.endpoint]);
    await reaches(running, torrent, 'seeding');
    expect(await firstWrongFile(torrent, directory)).toBeNull();
  });

  it('checks everything where the record is not of this torrent', async () => {
    const { directory, resume } = await recordedFolder();
    const running = await startSession();
    const wrong = { ...resume, have: new Uint8Array(99) };
    await running.session.add(addition(torrent, directory, { resume: wrong }));
    await reaches(running, torrent, 'seeding');
    expect(running.said).toEqual(['added', 'queued -> checking', 'checking -> seeding']);
  });
});

describe('a fault of the disk', () => {
  it('stops a download whose folder stands in the place of its file, and resume tries again', async () => {
    const single = buildTorrent({ name: 'taken' });
    const seed = await startSeed(single);
    const directory = await temporaryFolder();
    await layContent(buildTorrent({ name: 'taken', files: torrentFilesBelow() }), directory);
    const leech = await startSession();
    await leech.session.add(addition(single, directory));
    await leech.session.addPeers(single.metainfo.id, [seed.endpoint]);
    await reaches(leech, single, 'error');
    expect((await leech.session.status(single.metainfo.id)).error!.code).toBe('path-conflict');
    await rm(join(directory, 'taken'), { recursive: true });
    await leech.session.resume(single.metainfo.id);
    await reaches(leech, single, 'seeding');
    expect(await firstWrongFile(single, directory)).toBeNull();
  });

  it('stops a seed whose file was cut, with its own peer only', async () => {
    const seed = await startSeed(torrent);
    await writeFile(join(seed.directory, first), 'cut');
    const leech = await startSession();
    await leech.session.add(addition(torrent, await temporaryFolder()));
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(seed, torrent, 'error');
    expect((await seed.session.status(id)).error!.code).toBe('file-changed');
    expect((await leech.session.status(id)).error).toBeNull();
    await seed.session.recheck(id);
    await reaches(seed, torrent, 'downloading');
  });
});

function torrentFilesBelow(): { path: string[]; content: Uint8Array }[] {
  return [{ path: ['inner'], content: sampleBytes(10) }];
}
