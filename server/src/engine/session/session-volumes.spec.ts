/** Disks that go, come back and fill up under a session: folders that are moved away stand for disks, looks are fast. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { diskLooks } from '../storage/volume-look.ts';
import { VOLUME_MARKER_NAME } from '../storage/volume-marker.ts';
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
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';

const LOOKS = { volumeLookIntervalMs: 100 };
const MEBIBYTE = 1024 * 1024;

const torrent = buildTorrent({
  name: 'album',
  pieceLength: 64 * 1024,
  files: [{ path: ['one'], content: sampleBytes(2 * MEBIBYTE) }],
});
const { id } = torrent.metainfo;

afterEach(async () => {
  vi.restoreAllMocks();
  await endSessions();
});

interface Volume {
  volumeRoot: string;
  volumeId: string;
  volumeMarker: string;
}

async function markedVolume(): Promise<Volume> {
  const volumeRoot = await temporaryFolder();
  await writeFile(join(volumeRoot, VOLUME_MARKER_NAME), 'disk\n');
  return { volumeRoot, volumeId: 'disk', volumeMarker: 'disk' };
}

/** The disk is not mounted any more: its mount point is a bare folder. */
async function unmount(root: string): Promise<void> {
  await rename(root, `${root}-away`);
  // A look that comes in between finds no root, which is the same to it.
  await mkdir(root);
}

async function mount(root: string): Promise<void> {
  await rm(root, { recursive: true });
  await rename(`${root}-away`, root);
}

async function codeOf({ session }: RunningSession): Promise<string | null> {
  return (await session.status(id)).error?.code ?? null;
}

async function seedOn(volume: Volume): Promise<RunningSession> {
  await layContent(torrent, volume.volumeRoot);
  const seed = await startSession(LOOKS);
  let records = 0;
  seed.session.on('checkpoint', () => records++);
  await seed.session.add(addition(torrent, volume.volumeRoot, volume));
  await reaches(seed, torrent, 'seeding');
  await until(
    () => records > 0,
    () => 'nothing was recorded',
  );
  return seed;
}

describe('a volume that goes', () => {
  it('stops its downloads, is not filled, and lets them go on without a check when it is back', async () => {
    const volume = await markedVolume();
    const seed = await seedOn(volume);
    seed.said.length = 0;
    await unmount(volume.volumeRoot);
    await reaches(seed, torrent, 'error');
    expect(await codeOf(seed)).toBe('volume-missing');
    expect((await seed.session.status(id)).progress).toBe(1);
    await seed.session.resume(id);
    expect(await codeOf(seed)).toBe('volume-missing');
    await pause(300);
    expect(await readdir(volume.volumeRoot)).toEqual([]);
    await mount(volume.volumeRoot);
    await reaches(seed, torrent, 'seeding');
    expect(seed.said).toEqual(['seeding -> error', 'error -> seeding']);
  });

  it('is not there at the start, and shows what was recorded until it is', async () => {
    const volume = await markedVolume();
    const seed = await seedOn(volume);
    const records: Parameters<typeof addition>[2][] = [];
    seed.session.on('checkpoint', ({ resume }) => records.push({ resume }));
    await seed.session.pause(id);
    await until(
      () => records.length > 0,
      () => 'nothing was recorded',
    );
    await stopSession(seed);
    await unmount(volume.volumeRoot);
    const later = await startSession(LOOKS);
    const request = addition(torrent, volume.volumeRoot, { ...volume, ...records.at(-1) });
    const status = await later.session.add(request);
    expect(status).toMatchObject({ state: 'error', progress: 1 });
    expect(status.error!.code).toBe('volume-missing');
    await mount(volume.volumeRoot);
    await reaches(later, torrent, 'seeding');
    expect(later.said).not.toContain('queued -> checking');
  });

  it('is taken for there again with a marker that the user made, or with a download that is as recorded', async () => {
    const volume = await markedVolume();
    const seed = await seedOn(volume);
    const marker = join(volume.volumeRoot, VOLUME_MARKER_NAME);
    await rm(marker);
    await reaches(seed, torrent, 'error');
    await writeFile(marker, '');
    await reaches(seed, torrent, 'seeding');
    await rm(marker);
    await reaches(seed, torrent, 'error');
    await seed.session.resume(id);
    await reaches(seed, torrent, 'seeding');
    expect(await readdir(volume.volumeRoot)).toContain(VOLUME_MARKER_NAME);
  });

  it('refuses to delete data that cannot be reached', async () => {
    const volume = await markedVolume();
    const seed = await seedOn(volume);
    await unmount(volume.volumeRoot);
    await expect(seed.session.remove(id, { deleteData: true })).rejects.toThrow(/not at/);
    expect(await seed.session.list()).toHaveLength(1);
    await mount(volume.volumeRoot);
  });
});

describe('a disk without room', () => {
  function freeBytes(bytes: number) {
    const look = { device: 1, isReadOnly: false };
    return vi.spyOn(diskLooks, 'folder').mockImplementation(async () => {
      await pause(1);
      return { ...look, freeBytes: bytes };
    });
  }

  it('lets a download wait with the amounts, and go on by itself when there is room', async () => {
    const source = await startSeed(torrent);
    freeBytes(65 * MEBIBYTE);
    const directory = await temporaryFolder();
    const leech = await startSession(LOOKS);
    await leech.session.add(addition(torrent, directory));
    await leech.session.addPeers(id, [source.endpoint]);
    await reaches(leech, torrent, 'error');
    const { error } = await leech.session.status(id);
    expect(error!.code).toBe('disk-full');
    expect(error!.message).toMatch(
      /needs 2\.0 MiB more .* 65\.0 MiB are free .*64\.0 MiB are kept/,
    );
    await leech.session.resume(id);
    expect(await codeOf(leech)).toBe('disk-full');
    freeBytes(67 * MEBIBYTE);
    await until(
      async () => (await codeOf(leech)) === null,
      () => 'it still waits',
    );
    await leech.session.addPeers(id, [source.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, directory)).toBeNull();
  });

  it('leaves a seed alone', async () => {
    freeBytes(0);
    const seed = await startSeed(torrent);
    await pause(300);
    expect((await seed.session.status(id)).state).toBe('seeding');
  });
});
