import { afterEach, describe, expect, it } from 'vitest';
import type { EngineConfig } from './engine-api.ts';
import type { AddDownload, EngineDownloadState } from '../core/messages.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  layContent,
  pause,
  reaches,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';

const KIBIBYTE = 1024;

afterEach(endSessions);

/** Small torrents of different names and content. */
function torrents(count: number): BuiltTorrent[] {
  return Array.from({ length: count }, (_, index) =>
    buildTorrent({
      name: `torrent ${index}`,
      files: [{ path: [], content: sampleBytes(300 * KIBIBYTE, index + 1) }],
      pieceLength: 32 * KIBIBYTE,
    }),
  );
}

interface Queue extends RunningSession {
  all: BuiltTorrent[];
  directory: string;
  /** The states, in the order of adding. */
  states: () => Promise<EngineDownloadState[]>;
  /** Names of those that completed, in that order. */
  completed: string[];
}

/** A session in which each torrent is added; nobody has their data. */
async function startQueue(
  count: number,
  config: Partial<EngineConfig> = {},
  request: Partial<AddDownload> = {},
): Promise<Queue> {
  const all = torrents(count);
  const running = await startSession({ maxActiveDownloads: 1, ...config });
  const directory = await temporaryFolder();
  const completed: string[] = [];
  const names = new Map(all.map(({ metainfo }) => [metainfo.id, metainfo.name]));
  running.session.on('completed', ({ id }) => completed.push(names.get(id)!));
  for (const torrent of all) await running.session.add(addition(torrent, directory, request));
  const states = async () =>
    Promise.all(all.map(async ({ metainfo }) => (await running.session.status(metainfo.id)).state));
  return { ...running, all, directory, states, completed };
}

/** A session that seeds all of them, and that the downloads know of. */
async function seedAll({ all, session }: Queue): Promise<RunningSession> {
  const seed = await startSession();
  const directory = await temporaryFolder();
  for (const torrent of all) {
    await layContent(torrent, directory);
    await seed.session.add(addition(torrent, directory));
    await reaches(seed, torrent, 'seeding');
    await session.addPeers(torrent.metainfo.id, [seed.endpoint]);
  }
  return seed;
}

const idOf = ({ metainfo }: BuiltTorrent): string => metainfo.id;

describe('downloads in the queue', () => {
  it('run one after the other where one may run, in their order, byte for byte', async () => {
    const queue = await startQueue(3);
    expect(await queue.states()).toEqual(['downloading', 'queued', 'queued']);
    await seedAll(queue);
    for (const torrent of queue.all) await reaches(queue, torrent, 'seeding');
    expect(queue.completed).toEqual(['torrent 0', 'torrent 1', 'torrent 2']);
    for (const torrent of queue.all) {
      expect(await firstWrongFile(torrent, queue.directory)).toBeNull();
    }
    expect(queue.said).toEqual([
      'added',
      'added',
      'added',
      'downloading -> seeding',
      'completed',
      'queued -> downloading',
      'downloading -> seeding',
      'completed',
      'queued -> downloading',
      'downloading -> seeding',
      'completed',
    ]);
  });

  it('have no peer and no announce while they wait, and use the peers that they know when it is their turn', async () => {
    const queue = await startQueue(2);
    const [first, second] = queue.all as [BuiltTorrent, BuiltTorrent];
    const seed = await startSession();
    const directory = await temporaryFolder();
    await layContent(second, directory);
    await seed.session.add(addition(second, directory));
    await reaches(seed, second, 'seeding');
    await queue.session.addPeers(idOf(second), [seed.endpoint]);
    await seed.session.addPeers(idOf(second), [queue.endpoint]);
    await pause(200);
    expect(await queue.session.status(idOf(second))).toMatchObject({ state: 'queued', peers: 0 });
    await expect(queue.session.reannounce(idOf(second))).rejects.toMatchObject({
      code: 'state-conflict',
    });
    await queue.session.pause(idOf(first));
    await reaches(queue, second, 'seeding');
  });

  it('take the slot of one that is paused, cancelled or removed', async () => {
    const queue = await startQueue(4);
    const [first, second, third] = queue.all as [BuiltTorrent, BuiltTorrent, BuiltTorrent];
    await queue.session.pause(idOf(first));
    expect(await queue.states()).toEqual(['paused', 'downloading', 'queued', 'queued']);
    await queue.session.cancel(idOf(second));
    expect(await queue.states()).toEqual(['paused', 'cancelled', 'downloading', 'queued']);
    await queue.session.remove(idOf(third), { deleteData: false });
    await reaches(queue, queue.all[3]!, 'downloading');
  });

  it('give the slot back to one before them that is resumed, and lose their peers', async () => {
    const queue = await startQueue(2);
    const big = buildTorrent({ files: [{ path: [], content: sampleBytes(40_000_000) }] });
    const seed = await startSession({ uploadSlots: 1 });
    const seedDirectory = await temporaryFolder();
    await layContent(big, seedDirectory);
    await seed.session.add(addition(big, seedDirectory));
    await reaches(seed, big, 'seeding');
    for (const torrent of queue.all) await queue.session.pause(idOf(torrent));
    await queue.session.add(addition(big, queue.directory));
    await queue.session.addPeers(idOf(big), [seed.endpoint]);
    await until(
      async () => (await queue.session.status(idOf(big))).completedBytes > 0,
      () => 'nothing came',
    );
    expect((await queue.session.resume(idOf(queue.all[0]!))).state).toBe('downloading');
    const stopped = await queue.session.status(idOf(big));
    expect(stopped).toMatchObject({ state: 'queued', peers: 0, downloadRate: 0 });
    expect(stopped.completedBytes).toBeLessThan(40_000_000);
    await queue.session.pause(idOf(queue.all[0]!));
    await reaches(queue, big, 'seeding');
    expect(await firstWrongFile(big, queue.directory)).toBeNull();
  });

  it('run though there is no slot when they are forced', async () => {
    const queue = await startQueue(2);
    const last = idOf(queue.all[1]!);
    const forced = await queue.session.update(last, { forceStart: true });
    expect(forced).toMatchObject({ state: 'downloading', forceStart: true });
    expect(await queue.states()).toEqual(['downloading', 'downloading']);
    await queue.session.update(last, { forceStart: false });
    expect(await queue.states()).toEqual(['downloading', 'queued']);
    const third = buildTorrent({ name: 'third' });
    const added = await queue.session.add(addition(third, queue.directory, { forceStart: true }));
    expect(added.state).toBe('downloading');
  });

  it('change places', async () => {
    const queue = await startQueue(3);
    await queue.session.reorder([{ id: idOf(queue.all[2]!), queuePosition: 0 }]);
    expect(await queue.states()).toEqual(['queued', 'queued', 'downloading']);
  });

  it('are added where the owner says', async () => {
    const queue = await startQueue(2, {}, { queuePosition: 5 });
    const first = buildTorrent({ name: 'first' });
    const request = addition(first, queue.directory, { queuePosition: 1 });
    expect((await queue.session.add(request)).state).toBe('downloading');
    expect(await queue.states()).toEqual(['queued', 'queued']);
  });

  it('are checked without a slot, and wait for one after that', async () => {
    const queue = await startQueue(2);
    const last = queue.all[1]!;
    await layContent(last, queue.directory);
    await queue.session.recheck(idOf(last));
    await reaches(queue, last, 'seeding');
    expect((await queue.session.recheck(idOf(queue.all[0]!))).state).toBe('queued');
    await reaches(queue, queue.all[0]!, 'downloading');
  });
});

describe('seeds in the queue', () => {
  it('run all where there is no limit, and no more than the limit where there is one', async () => {
    const queue = await startQueue(3, { maxActiveSeeds: 2 }, { state: 'paused' });
    for (const torrent of queue.all) {
      await layContent(torrent, queue.directory);
      await queue.session.recheck(idOf(torrent));
    }
    await until(
      async () =>
        (await queue.session.list()).every(({ progress, state }) => {
          return progress === 1 && state === 'paused';
        }),
      () => 'not all were checked',
    );
    for (const torrent of queue.all) await queue.session.resume(idOf(torrent));
    expect(await queue.states()).toEqual(['seeding', 'seeding', 'queued']);
  });
});
