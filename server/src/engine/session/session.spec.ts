import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addition,
  endSessions,
  firstWrongFile,
  layContent,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import {
  buildTorrent,
  contentOfFile,
  sampleBytes,
  type BuiltTorrent,
} from '../testing/torrent-builder.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

function singleFile(bytes: number, pieceLength: number): BuiltTorrent {
  return buildTorrent({ files: [{ path: [], content: sampleBytes(bytes) }], pieceLength });
}

/** Four files that share pieces with their neighbours, an empty one among them. */
function manyFiles(): BuiltTorrent {
  const sizes = [300_001, 0, 7, 250_000, 99_999];
  const paths = [['a.bin'], ['empty'], ['deep', 'er', 'tiny'], ['deep', 'b.bin'], ['c.bin']];
  return buildTorrent({
    name: 'many',
    pieceLength: 32 * KIBIBYTE,
    files: sizes.map((bytes, index) => ({
      path: paths[index]!,
      content: sampleBytes(bytes, index + 1),
    })),
  });
}

/** A session that downloads the torrent from the others into a folder of its own. */
async function startLeech(
  torrent: BuiltTorrent,
  sources: RunningSession[],
  changes: Parameters<typeof addition>[2] = {},
): Promise<RunningSession & { directory: string }> {
  const leech = await startSession();
  const directory = await temporaryFolder();
  await leech.session.add(addition(torrent, directory, changes));
  const endpoints = sources.map(({ endpoint }) => endpoint);
  await leech.session.addPeers(torrent.metainfo.id, endpoints);
  return { ...leech, directory };
}

async function receivedBytes(leech: RunningSession, torrent: BuiltTorrent): Promise<number> {
  return (await leech.session.status(torrent.metainfo.id)).downloadedBytes;
}

async function hasReceived(
  leech: RunningSession,
  torrent: BuiltTorrent,
  bytes: number,
): Promise<void> {
  await until(
    async () => (await receivedBytes(leech, torrent)) >= bytes,
    async () => `${await receivedBytes(leech, torrent)} of ${bytes} bytes came`,
  );
}

afterEach(endSessions);

describe('a transfer between two sessions', () => {
  it('brings a single file of an odd size byte for byte', async () => {
    const torrent = singleFile(1_234_567, 64 * KIBIBYTE);
    const seed = await startSeed(torrent);
    const leech = await startLeech(torrent, [seed]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
    const status = await leech.session.status(torrent.metainfo.id);
    expect(status).toMatchObject({ progress: 1, downloadedBytes: 1_234_567, error: null });
    expect(leech.said).toEqual(['added', 'downloading -> seeding', 'completed']);
  });

  it('brings a file that is smaller than a block', async () => {
    const torrent = singleFile(5, 16 * KIBIBYTE);
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('brings many files, the empty one among them', async () => {
    const torrent = manyFiles();
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    await reaches(leech, torrent, 'seeding');
    // The empty one holds no piece, and may come last.
    const wrongFile = async () =>
      firstWrongFile(torrent, leech.directory).catch((error: Error) => error.message);
    await until(async () => (await wrongFile()) === null, wrongFile);
    expect(await wrongFile()).toBeNull();
  });

  it('brings pieces of several chunks through a slab that holds little more than one', async () => {
    const torrent = singleFile(7 * MEBIBYTE + 12_345, 3 * MEBIBYTE);
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('takes pieces that are no multiple of a block', async () => {
    const torrent = singleFile(400_003, 50_000);
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('brings the pieces in order where it is sequential', async () => {
    const torrent = singleFile(4 * MEBIBYTE, 256 * KIBIBYTE);
    // With one thread each, what is asked for in order is read, sent and verified in order.
    const seed = await startSeed(torrent, { diskWorkers: 1 });
    const leech = await startSession({ diskWorkers: 1 });
    const { id } = torrent.metainfo;
    await leech.session.add(addition(torrent, await temporaryFolder(), { sequential: true }));
    await leech.session.addPeers(id, [seed.endpoint]);
    const seen = new Set<string>();
    await until(
      async () => {
        const pieces = await leech.session.pieces(id);
        seen.add([...pieces].map((byte) => byte.toString(2).padStart(8, '0')).join(''));
        return pieces.every((byte) => byte === 0xff);
      },
      () => [...seen].join(),
    );
    for (const pieces of seen) expect(pieces).toMatch(/^1*0*$/);
  });

  it('gets two leeches through at one time, who serve each other', async () => {
    const torrent = singleFile(6 * MEBIBYTE, 64 * KIBIBYTE);
    const seed = await startSeed(torrent);
    const first = await startLeech(torrent, [seed]);
    const second = await startLeech(torrent, [seed, first]);
    await Promise.all([reaches(first, torrent, 'seeding'), reaches(second, torrent, 'seeding')]);
    expect(await firstWrongFile(torrent, first.directory)).toBeNull();
    expect(await firstWrongFile(torrent, second.directory)).toBeNull();
  });
});

describe('a download that the user stops', () => {
  const torrent = singleFile(48 * MEBIBYTE, 256 * KIBIBYTE);

  it('receives nothing while it is paused, keeps its peer, and goes on', async () => {
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    const { id } = torrent.metainfo;
    await hasReceived(leech, torrent, MEBIBYTE);
    expect(await leech.session.pause(id)).toMatchObject({ state: 'paused', downloadRate: 0 });
    await pause(100); // what was on its way
    const received = await receivedBytes(leech, torrent);
    expect(received).toBeLessThan(48 * MEBIBYTE);
    await pause(1_300);
    expect(await leech.session.status(id)).toMatchObject({
      state: 'paused',
      downloadedBytes: received,
      downloadRate: 0,
      peers: 1,
    });
    await leech.session.resume(id);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
    expect(leech.said).toEqual([
      'added',
      'downloading -> paused',
      'paused -> downloading',
      'downloading -> seeding',
      'completed',
    ]);
  });

  it('asks for little twice when it was paused', async () => {
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    const { id } = torrent.metainfo;
    for (let round = 1; round <= 5; round++) {
      await hasReceived(leech, torrent, round * 2 * MEBIBYTE);
      await leech.session.pause(id);
      await pause(30);
      await leech.session.resume(id);
    }
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
    expect(await receivedBytes(leech, torrent)).toBeLessThan(70 * MEBIBYTE);
  });

  it('disconnects when it is cancelled, keeps what it has, and goes on from there', async () => {
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    const { id } = torrent.metainfo;
    await hasReceived(leech, torrent, 4 * MEBIBYTE);
    expect((await leech.session.cancel(id)).state).toBe('cancelled');
    await until(
      async () => (await leech.session.status(id)).peers === 0,
      () => 'it kept its peer',
    );
    const { completedBytes } = await leech.session.status(id);
    expect(completedBytes).toBeGreaterThan(0);
    expect(completedBytes).toBeLessThan(48 * MEBIBYTE);
    expect((await stat(join(leech.directory, 'sample'))).size).toBeGreaterThan(0);
    const resumed = await leech.session.resume(id);
    expect(resumed.state).toBe('downloading');
    expect(resumed.completedBytes).toBeGreaterThanOrEqual(completedBytes);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('goes on though it is cancelled and resumed in one breath', async () => {
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    const { id } = torrent.metainfo;
    await hasReceived(leech, torrent, MEBIBYTE);
    await Promise.all([leech.session.cancel(id), leech.session.resume(id)]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });
});

describe('file priorities', () => {
  it('leave a skipped file out until it is wanted', async () => {
    const torrent = manyFiles();
    const seed = await startSeed(torrent);
    const leech = await startLeech(torrent, [seed], {
      filePriorities: ['normal', 'skip', 'normal', 'skip', 'high'],
    });
    const { id } = torrent.metainfo;
    await reaches(leech, torrent, 'seeding');
    expect(await leech.session.status(id)).toMatchObject({ progress: 1, wantedBytes: 400_007 });
    const first = await leech.session.files(id);
    expect(first[3]!.completedBytes).toBeLessThan(250_000);
    await leech.session.update(id, {
      filePriorities: [
        { index: 1, priority: 'normal' },
        { index: 3, priority: 'normal' },
      ],
    });
    await until(
      async () => (await leech.session.status(id)).completedBytes === 650_007,
      async () => JSON.stringify(await leech.session.status(id)),
    );
    await until(
      async () => (await firstWrongFile(torrent, leech.directory).catch(() => 'one')) === null,
      () => 'a file is wrong',
    );
    expect(leech.said).toEqual([
      'added',
      'downloading -> seeding',
      'completed',
      'seeding -> downloading',
      'downloading -> seeding',
      'completed',
    ]);
  });

  it('of a file that the torrent has not are refused', async () => {
    const torrent = manyFiles();
    const { session } = await startSession();
    await session.add(addition(torrent, await temporaryFolder()));
    await expect(
      session.update(torrent.metainfo.id, { filePriorities: [{ index: 9, priority: 'low' }] }),
    ).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('removing a download', () => {
  it('leaves its files', async () => {
    const torrent = manyFiles();
    const seed = await startSeed(torrent);
    await seed.session.remove(torrent.metainfo.id, { deleteData: false });
    expect(await seed.session.list()).toEqual([]);
    expect(await firstWrongFile(torrent, seed.directory)).toBeNull();
    expect(seed.said.at(-1)).toBe('removed');
  });

  it('deletes its files on request, while it transfers, and nothing else', async () => {
    const torrent = singleFile(16 * MEBIBYTE, 256 * KIBIBYTE);
    const leech = await startLeech(torrent, [await startSeed(torrent)]);
    const other = buildTorrent({ name: 'other' });
    await layContent(other, leech.directory);
    await hasReceived(leech, torrent, MEBIBYTE);
    await leech.session.remove(torrent.metainfo.id, { deleteData: true });
    await expect(stat(join(leech.directory, 'sample'))).rejects.toMatchObject({ code: 'ENOENT' });
    const kept = await readFile(join(leech.directory, 'other'));
    expect(Buffer.compare(kept, contentOfFile(other, 0))).toBe(0);
    await leech.session.add(addition(torrent, leech.directory));
    expect((await leech.session.list()).map(({ state }) => state)).toEqual(['downloading']);
  });

  it('leaves the others in peace', async () => {
    const torrent = manyFiles();
    const seed = await startSeed(torrent);
    await expect(seed.session.remove('0'.repeat(40), { deleteData: true })).rejects.toMatchObject({
      code: 'download-not-found',
    });
    await expect(seed.session.add(addition(torrent, seed.directory))).rejects.toMatchObject({
      code: 'download-exists',
    });
  });
});
