/** What downloads cost that are asked for nothing: counted in calls, which no busy machine can change. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ResumeState } from '../core/messages.ts';
import { silentLogger } from '../core/logger.ts';
import { DiskPool } from '../storage/disk-pool.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  layContent,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
} from '../testing/loopback-session.ts';
import { OFFLINE } from '../testing/offline.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';
import { Torrent } from '../torrent/torrent.ts';
import type { LoadMetainfo } from './engine-api.ts';
import { defaultEngineConfig } from './engine-defaults.ts';
import { Session } from './session.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await endSessions();
});

/** What a session records of a torrent that is there. */
async function recorded(torrent: BuiltTorrent, directory: string): Promise<ResumeState> {
  await layContent(torrent, directory);
  const first = await startSession();
  const records: ResumeState[] = [];
  first.session.on('checkpoint', ({ resume }) => records.push(resume));
  await first.session.add(addition(torrent, directory));
  await until(
    () => records.length > 0,
    () => 'nothing was recorded',
  );
  await first.session.remove(torrent.metainfo.id, { deleteData: false });
  return records.at(-1)!;
}

async function aSecond(ticks: { mock: { calls: unknown[] } }): Promise<void> {
  const before = ticks.mock.calls.length;
  await until(
    () => ticks.mock.calls.length > before,
    () => 'no second passed',
  );
}

describe('an idle download', () => {
  it('has no ticks, records nothing anew and is unknown to the disk threads', async () => {
    const torrent = buildTorrent();
    const directory = await temporaryFolder();
    const resume = await recorded(torrent, directory);
    const ticks = vi.spyOn(Torrent.prototype, 'tick');
    const submits = vi.spyOn(DiskPool.prototype, 'submit');
    const syncs = vi.spyOn(DiskPool.prototype, 'sync');
    const seed = await startSession();
    await seed.session.add(addition(torrent, directory, { resume }));
    await aSecond(ticks);
    // Of two downloads one is asleep by now; the other has a peer to dial, and keeps the clock visible.
    const other = buildTorrent({ name: 'other' });
    await seed.session.add(addition(other, await temporaryFolder()));
    await seed.session.addPeers(other.metainfo.id, [{ address: '127.0.0.1', port: 9 }]);
    ticks.mockClear();
    await aSecond(ticks);
    await aSecond(ticks);
    const ticked = new Set(ticks.mock.contexts.map((context) => (context as Torrent).id));
    expect(ticked).toEqual(new Set([other.metainfo.id]));
    expect([submits, syncs].map((calls) => calls.mock.calls.length)).toEqual([0, 0]);
  });

  it('wakes for a peer, serves it, and is told to those who watch', async () => {
    const torrent = buildTorrent({ files: [{ path: [], content: sampleBytes(300_000) }] });
    const directory = await temporaryFolder();
    const resume = await recorded(torrent, directory);
    const ticks = vi.spyOn(Torrent.prototype, 'tick');
    const seed = await startSession();
    await seed.session.add(addition(torrent, directory, { resume }));
    await aSecond(ticks);
    let uploadedBytes = 0;
    seed.session.on('progress', (changes) => {
      for (const change of changes) uploadedBytes = change.uploadedBytes ?? uploadedBytes;
    });
    await seed.session.watchProgress(true);
    const leech = await startSession();
    const target = await temporaryFolder();
    await leech.session.add(addition(torrent, target));
    await leech.session.addPeers(torrent.metainfo.id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, target)).toBeNull();
    await until(
      () => uploadedBytes === 300_000,
      () => `told ${uploadedBytes}`,
    );
  });

  it('is told of once to who begins to watch, though it sleeps', async () => {
    const torrent = buildTorrent();
    const directory = await temporaryFolder();
    const resume = await recorded(torrent, directory);
    const ticks = vi.spyOn(Torrent.prototype, 'tick');
    const seed = await startSession();
    await seed.session.add(addition(torrent, directory, { resume }));
    await aSecond(ticks);
    const told: string[] = [];
    let sums = 0;
    seed.session.on('progress', (changes) => told.push(...changes.map(({ id }) => id)));
    seed.session.on('stats', ({ downloads }) => (sums += downloads));
    await seed.session.watchProgress(true);
    await until(
      () => sums >= 2,
      () => 'the sums were not told',
    );
    expect(told).toEqual([torrent.metainfo.id]);
  });

  it('is not told of again to who watches anew, but for what moved meanwhile', async () => {
    const [still, moving] = [buildTorrent({ name: 'still' }), buildTorrent({ name: 'moving' })];
    const session = await startSession();
    for (const torrent of [still, moving]) {
      const directory = await temporaryFolder();
      await session.session.add(
        addition(torrent, directory, { resume: await recorded(torrent, directory) }),
      );
    }
    await session.session.watchProgress(true);
    await session.session.watchProgress(false);
    await session.session.update(moving.metainfo.id, {
      filePriorities: [{ index: 0, priority: 'skip' }],
    });
    const told: string[] = [];
    session.session.on('progress', (changes) => told.push(...changes.map(({ id }) => id)));
    await session.session.watchProgress(true);
    expect(told).toEqual([moving.metainfo.id]);
  });
});

/** One that need not keep the hashes of what is complete. */
function forgetfulSession(loadMetainfo: LoadMetainfo): Session {
  const config = {
    ...defaultEngineConfig(),
    ...OFFLINE,
    peerHost: '127.0.0.1',
    peerPort: 0,
    diskWorkers: 2,
  };
  return new Session({ config, logger: silentLogger, loadMetainfo });
}

describe('a complete download whose hashes were given up', () => {
  it('loads them again for a check, and says so where they are gone', async () => {
    const torrent = buildTorrent();
    const directory = await temporaryFolder();
    const resume = await recorded(torrent, directory);
    const { id } = torrent.metainfo;
    let kept: Uint8Array | null = torrent.bytes;
    const asked: string[] = [];
    const session = forgetfulSession(async (wanted) => {
      asked.push(wanted);
      return Promise.resolve(kept);
    });
    try {
      const { peerPort } = await session.start();
      const running = { session, endpoint: { address: '127.0.0.1', port: peerPort }, said: [] };
      await session.add(addition(torrent, directory, { resume }));
      expect(asked).toEqual([]);
      await session.recheck(id);
      await reaches(running, torrent, 'seeding');
      expect(asked).toEqual([id]);
      expect((await session.status(id)).progress).toBe(1);
      await session.remove(id, { deleteData: false });
      kept = null;
      await session.add(addition(torrent, directory, { resume }));
      await session.recheck(id);
      await reaches(running, torrent, 'error');
      expect((await session.status(id)).error!.message).toMatch(/torrent file .* is missing/);
    } finally {
      await session.stop();
    }
  });

  it('loads them again to fetch what somebody removed, though there is nothing to check', async () => {
    const torrent = buildTorrent();
    const directory = await temporaryFolder();
    const resume = await recorded(torrent, directory);
    const { id } = torrent.metainfo;
    const seed = await startSeed(torrent);
    const session = forgetfulSession(async () => Promise.resolve(torrent.bytes));
    try {
      const { peerPort: port } = await session.start();
      const running = { ...seed, session };
      await session.add(addition(torrent, directory, { resume }));
      await rm(join(directory, torrent.metainfo.files[0]!.path));
      // Somebody asks for what is gone.
      const leech = await startSession();
      await leech.session.add(addition(torrent, await temporaryFolder()));
      await leech.session.addPeers(id, [{ address: '127.0.0.1', port }]);
      await reaches(running, torrent, 'error');
      await session.resume(id);
      await session.addPeers(id, [seed.endpoint]);
      await reaches(running, torrent, 'seeding');
      expect(await firstWrongFile(torrent, directory)).toBeNull();
    } finally {
      await session.stop();
    }
  });
});
