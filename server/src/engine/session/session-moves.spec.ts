import { existsSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type {
  DownloadPlace,
  FilePriorityName,
  FormerPlace,
  ResumeState,
} from '../core/messages.ts';
import { diskLooks } from '../storage/volume-look.ts';
import {
  addition,
  endSessions,
  filesIn,
  firstWrongFile,
  layContent,
  reaches,
  startSeed,
  startSession,
  stopSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';

const MEBIBYTE = 1024 * 1024;
/** Another device than the temporary folder, where the machine has one. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : undefined;

const torrent = buildTorrent({
  name: 'album',
  pieceLength: 256 * 1024,
  files: [
    { path: ['one.bin'], content: sampleBytes(13 * MEBIBYTE + 5, 1) },
    { path: ['notes', 'two.txt'], content: sampleBytes(3_001, 2) },
    { path: ['three.bin'], content: sampleBytes(9 * MEBIBYTE - 77, 3) },
  ],
});
const { id } = torrent.metainfo;
const paths = torrent.metainfo.files.map(({ path }) => path).toSorted();

const at = (directory: string, renames: DownloadPlace['renames'] = null): DownloadPlace => ({
  directory,
  renames,
});
const from = (directory: string): FormerPlace => ({ ...at(directory), isReturning: false });

async function isRelocated({ session, said }: RunningSession): Promise<void> {
  await until(
    () => said.includes('relocated'),
    async () => JSON.stringify(await session.status(id)),
  );
}

/** A move that has brought some of the bytes and not all. */
async function isOnTheWay({ session }: RunningSession): Promise<void> {
  await until(
    async () => ((await session.status(id)).move?.progress ?? 1) > 0,
    () => 'nothing moves',
  );
}

afterEach(async () => {
  vi.restoreAllMocks();
  await endSessions();
});

describe('a move', () => {
  it.each([
    ['to a folder beside', undefined],
    ['to another device', MEMORY],
  ])('%s goes on while peers are served, and every byte is right', async (_where, parent) => {
    const seed = await startSeed(torrent);
    const target = await temporaryFolder(parent);
    const leech = await startSession();
    const directory = await temporaryFolder();
    await leech.session.add(addition(torrent, directory));
    await leech.session.addPeers(id, [seed.endpoint]);
    await seed.session.checkMove(id, at(target));
    const { move } = await seed.session.move(id, at(target));
    expect(move).toEqual({ directory: target, progress: 0, returning: false });
    await reaches(leech, torrent, 'seeding');
    await isRelocated(seed);
    expect(await firstWrongFile(torrent, directory)).toBeNull();
    expect(await firstWrongFile(torrent, target)).toBeNull();
    expect(await filesIn(target)).toEqual(paths);
    expect(await filesIn(seed.directory)).toEqual([]);
    expect(existsSync(join(seed.directory, 'album'))).toBe(false);
    expect(await seed.session.status(id)).toMatchObject({
      state: 'seeding',
      directory: target,
      move: null,
    });
  });

  it('goes on while the download is fetched, to another device and back', async () => {
    const seed = await startSeed(torrent);
    await seed.session.configure({ uploadLimit: 6 * MEBIBYTE, limitLocalPeers: true });
    const leech = await startSession();
    const [home, away] = [await temporaryFolder(), await temporaryFolder(MEMORY)];
    await leech.session.add(addition(torrent, home));
    await leech.session.addPeers(id, [seed.endpoint]);
    for (const target of [away, home]) {
      const before = (await leech.session.status(id)).completedBytes;
      await until(
        async () => (await leech.session.status(id)).completedBytes > before + MEBIBYTE,
        () => 'nothing comes',
      );
      leech.said.length = 0;
      await leech.session.checkMove(id, at(target));
      await leech.session.move(id, at(target));
      await isRelocated(leech);
    }
    await seed.session.configure({ uploadLimit: null });
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, home)).toBeNull();
    expect(await filesIn(away)).toEqual([]);
    expect((await leech.session.status(id)).downloadedBytes).toBe(torrent.content.length);
  });

  it('turns round when it is cancelled', async () => {
    const seed = await startSeed(torrent);
    const target = await temporaryFolder(MEMORY);
    await seed.session.move(id, at(target));
    await isOnTheWay(seed);
    const { move, directory } = await seed.session.cancelMove(id);
    expect(move).toMatchObject({ directory: seed.directory, returning: true });
    expect(directory).toBe(seed.directory);
    await expect(seed.session.cancelMove(id)).rejects.toMatchObject({ code: 'state-conflict' });
    await isRelocated(seed);
    expect(await filesIn(target)).toEqual([]);
    expect(await firstWrongFile(torrent, seed.directory)).toBeNull();
  });

  it('is gone on with at the next start, and nothing is read again for it', async () => {
    const seed = await startSeed(torrent);
    let resume: ResumeState | null = null;
    seed.session.on('checkpoint', (record) => (resume = record.resume));
    await seed.session.pause(id);
    await until(
      () => resume !== null,
      () => 'nothing is recorded',
    );
    const target = await temporaryFolder(MEMORY);
    await seed.session.move(id, at(target));
    await isOnTheWay(seed);
    await stopSession(seed);
    expect(seed.said).not.toContain('relocated');

    const next = await startSession();
    await next.session.add(
      addition(torrent, target, { resume, movingFrom: [from(seed.directory)] }),
    );
    await isRelocated(next);
    expect(next.said.some((word) => word.includes('checking'))).toBe(false);
    expect(await firstWrongFile(torrent, target)).toBeNull();
    expect(await filesIn(seed.directory)).toEqual([]);
  });

  it('is refused where a file stands, and while another is under way', async () => {
    const seed = await startSeed(torrent);
    const taken = await temporaryFolder();
    await mkdir(join(taken, 'album'));
    await writeFile(join(taken, 'album', 'three.bin'), 'mine');
    await expect(seed.session.checkMove(id, at(taken))).rejects.toMatchObject({
      code: 'path-conflict',
      message: expect.stringContaining(join(taken, 'album', 'three.bin')),
    });
    await seed.session.move(id, at(await temporaryFolder(MEMORY)));
    await expect(seed.session.checkMove(id, at(taken))).rejects.toMatchObject({
      code: 'state-conflict',
    });
  });

  it('to another disk is refused before it begins where it does not fit there, and not on its own', async () => {
    const seed = await startSeed(torrent);
    const [beside, away] = [await temporaryFolder(), await temporaryFolder()];
    const bytes = torrent.content.length;
    const looks = vi.spyOn(diskLooks, 'folder');
    const freeBytes = async (free: number): Promise<void> => {
      looks.mockImplementation(async (folder) =>
        Promise.resolve({ device: folder === away ? 2 : 1, freeBytes: free, isReadOnly: false }),
      );
      await seed.session.configure({ minFreeBytes: 1_000 });
    };
    await freeBytes(bytes + 999);
    await expect(seed.session.checkMove(id, at(away))).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(
        /22\.0 MiB in .*22\.0 MiB are free \(1000 bytes are kept free\)/,
      ),
    });
    expect(await seed.session.status(id)).toMatchObject({ state: 'seeding', move: null });
    await seed.session.checkMove(id, at(beside));
    await freeBytes(bytes + 1_000);
    await seed.session.checkMove(id, at(away));
  });

  it('stops at a fault with the files where they are found, and goes on when it is resumed', async () => {
    const seed = await startSeed(torrent);
    const target = await temporaryFolder();
    const inTheWay = join(target, 'album', 'three.bin');
    await mkdir(inTheWay, { recursive: true });
    await seed.session.move(id, at(target));
    await reaches(seed, torrent, 'error');
    const { error, move } = await seed.session.status(id);
    expect(error).toMatchObject({ code: 'path-conflict' });
    expect(error!.message).toMatch(/cancel its move/);
    expect(move).not.toBeNull();
    await rm(inTheWay, { recursive: true });
    await seed.session.resume(id);
    await isRelocated(seed);
    await reaches(seed, torrent, 'seeding');
    expect(await firstWrongFile(torrent, target)).toBeNull();
  });

  it('can be sent elsewhere after a fault', async () => {
    const seed = await startSeed(torrent);
    const [target, elsewhere] = [await temporaryFolder(), await temporaryFolder(MEMORY)];
    await mkdir(join(target, 'album', 'three.bin'), { recursive: true });
    await seed.session.move(id, at(target));
    await reaches(seed, torrent, 'error');
    await seed.session.move(id, at(elsewhere));
    await isRelocated(seed);
    expect(await firstWrongFile(torrent, elsewhere)).toBeNull();
    expect((await seed.session.status(id)).state).toBe('seeding');
  });

  it('goes on while the download is paused', async () => {
    const seed = await startSeed(torrent);
    await seed.session.pause(id);
    const target = await temporaryFolder(MEMORY);
    await seed.session.move(id, at(target));
    await isRelocated(seed);
    expect(await seed.session.status(id)).toMatchObject({ state: 'paused', move: null });
    expect(await firstWrongFile(torrent, target)).toBeNull();
  });

  it('leaves no file in either place where the download is removed with its data', async () => {
    const seed = await startSeed(torrent);
    const target = await temporaryFolder(MEMORY);
    await seed.session.move(id, at(target));
    await isOnTheWay(seed);
    await seed.session.remove(id, { deleteData: true });
    expect([...(await filesIn(target)), ...(await filesIn(seed.directory))]).toEqual([]);
  });
});

describe('a renaming', () => {
  it('gives files and their root folder other names while peers are served', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    const directory = await temporaryFolder();
    await leech.session.add(addition(torrent, directory));
    await leech.session.addPeers(id, [seed.endpoint]);
    const renames = { name: 'songs', files: [{ index: 1, path: 'songs/read me.txt' }] };
    await seed.session.checkMove(id, at(seed.directory, renames));
    await seed.session.move(id, at(seed.directory, renames));
    await isRelocated(seed);
    await reaches(leech, torrent, 'seeding');
    const renamed = ['songs/one.bin', 'songs/read me.txt', 'songs/three.bin'];
    expect(await filesIn(seed.directory)).toEqual(renamed);
    expect(await firstWrongFile(torrent, seed.directory, renamed)).toBeNull();
    expect(await firstWrongFile(torrent, directory)).toBeNull();
    expect((await seed.session.status(id)).name).toBe('songs');
    expect((await seed.session.files(id)).map(({ path }) => path)).toEqual(renamed);
  });

  it('is refused where a file of that name stands', async () => {
    const seed = await startSeed(torrent);
    await writeFile(join(seed.directory, 'album', 'taken'), '');
    const renames = { name: null, files: [{ index: 0, path: 'album/taken' }] };
    await expect(seed.session.checkMove(id, at(seed.directory, renames))).rejects.toMatchObject({
      code: 'path-conflict',
    });
  });
});

describe('the folder for incomplete downloads', () => {
  it('has the files until all are there, and then they are where they belong', async () => {
    const seed = await startSeed(torrent);
    await seed.session.configure({ uploadLimit: 8 * MEBIBYTE, limitLocalPeers: true });
    const [final, staging] = [await temporaryFolder(), await temporaryFolder(MEMORY)];
    const leech = await startSession();
    await leech.session.add(addition(torrent, final, { staging: { directory: staging } }));
    await leech.session.addPeers(id, [seed.endpoint]);
    await until(
      async () => (await leech.session.status(id)).completedBytes > MEBIBYTE,
      () => 'nothing comes',
    );
    expect(await leech.session.status(id)).toMatchObject({
      directory: final,
      stagingDirectory: staging,
      move: null,
    });
    expect(await filesIn(final)).toEqual([]);
    expect((await filesIn(staging)).length).toBeGreaterThan(0);
    await seed.session.configure({ uploadLimit: null });
    await isRelocated(leech);
    expect(await filesIn(staging)).toEqual([]);
    expect(await firstWrongFile(torrent, final)).toBeNull();
    expect(await leech.session.status(id)).toMatchObject({ stagingDirectory: null });
  });

  it('is left for good, though a stop comes in the middle of that', async () => {
    const seed = await startSeed(torrent);
    const [final, staging] = [await temporaryFolder(), await temporaryFolder(MEMORY)];
    const leech = await startSession();
    let resume: ResumeState | null = null;
    leech.session.on('checkpoint', (record) => (resume = record.resume));
    const request = { staging: { directory: staging } };
    await leech.session.add(addition(torrent, final, request));
    await leech.session.addPeers(id, [seed.endpoint]);
    await until(
      async () => (await leech.session.status(id)).move !== null,
      () => leech.said.join(', '),
    );
    await stopSession(leech);

    const next = await startSession();
    await next.session.add(addition(torrent, final, { ...request, resume }));
    await isRelocated(next);
    expect(await filesIn(staging)).toEqual([]);
    expect(await firstWrongFile(torrent, final)).toBeNull();
    expect(await next.session.status(id)).toMatchObject({ progress: 1, stagingDirectory: null });
  });

  it('is not used where the files are where they belong already', async () => {
    const [final, staging] = [await temporaryFolder(), await temporaryFolder()];
    await layContent(torrent, final);
    const seed = await startSession();
    await seed.session.add(addition(torrent, final, { staging: { directory: staging } }));
    await reaches(seed, torrent, 'seeding');
    await isRelocated(seed);
    expect(await seed.session.status(id)).toMatchObject({
      directory: final,
      stagingDirectory: null,
    });
    expect(await filesIn(staging)).toEqual([]);
  });

  it('keeps the files where the folder that they belong into is changed meanwhile', async () => {
    const [final, other, staging] = [
      await temporaryFolder(),
      await temporaryFolder(),
      await temporaryFolder(),
    ];
    const seed = await startSeed(torrent);
    const leech = await startSession();
    await leech.session.add(addition(torrent, final, { staging: { directory: staging } }));
    await leech.session.checkMove(id, at(other));
    await leech.session.move(id, at(other));
    expect(await leech.session.status(id)).toMatchObject({ directory: other, move: null });
    await leech.session.addPeers(id, [seed.endpoint]);
    await isRelocated(leech);
    expect(await firstWrongFile(torrent, other)).toBeNull();
    expect(await filesIn(final)).toEqual([]);
  });
});

describe('the files of a download', () => {
  it('are called .part until they are complete', async () => {
    const seed = await startSeed(torrent);
    await seed.session.configure({ uploadLimit: 8 * MEBIBYTE, limitLocalPeers: true });
    const leech = await startSession({ partSuffix: true });
    const directory = await temporaryFolder();
    await leech.session.add(addition(torrent, directory, { sequential: true }));
    await leech.session.addPeers(id, [seed.endpoint]);
    await until(
      async () => (await leech.session.status(id)).completedBytes > MEBIBYTE,
      () => 'nothing comes',
    );
    expect(await filesIn(directory)).toContain('album/one.bin.part');
    await seed.session.configure({ uploadLimit: null });
    await reaches(leech, torrent, 'seeding');
    await until(
      async () => (await filesIn(directory)).every((path) => !path.endsWith('.part')),
      async () => (await filesIn(directory)).join(', '),
    );
    expect(await firstWrongFile(torrent, directory)).toBeNull();
  });

  it('do not appear where they are skipped, and are right when they are chosen later', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    const directory = await temporaryFolder();
    await leech.session.add(
      addition(torrent, directory, { filePriorities: ['normal', 'skip', 'skip'] }),
    );
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    const part = `.${id}.parts`;
    expect(await filesIn(directory)).toEqual([part, 'album/one.bin']);
    const first = (await leech.session.status(id)).downloadedBytes;
    await leech.session.update(id, {
      filePriorities: [
        { index: 1, priority: 'normal' },
        { index: 2, priority: 'normal' },
      ],
    });
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, directory)).toBeNull();
    expect(await filesIn(directory)).toEqual(paths);
    const { downloadedBytes } = await leech.session.status(id);
    expect(downloadedBytes).toBe(torrent.content.length);
    expect(first).toBeLessThan(downloadedBytes);
  });

  it('get their names at once where they are chosen when the part file has all of them', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession({ partSuffix: true });
    const directory = await temporaryFolder();
    const recorded: ResumeState[] = [];
    leech.session.on('checkpoint', ({ resume }) => recorded.push(resume));
    const filePriorities: FilePriorityName[] = ['normal', 'skip', 'normal'];
    await leech.session.add(addition(torrent, directory, { filePriorities }));
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    await leech.session.update(id, { filePriorities: [{ index: 1, priority: 'normal' }] });
    await until(
      async () => (await filesIn(directory)).includes('album/notes/two.txt'),
      async () => (await filesIn(directory)).join(', '),
    );
    expect(await firstWrongFile(torrent, directory)).toBeNull();
    expect(await filesIn(directory)).toEqual(paths);
    await until(
      () => recorded.at(-1)?.files[1] !== null,
      () => 'the new file is not recorded',
    );
    expect((await leech.session.status(id)).error).toBeNull();
  });

  it('move with what the part file has of those that are skipped', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    const [directory, target] = [await temporaryFolder(), await temporaryFolder(MEMORY)];
    await leech.session.add(
      addition(torrent, directory, { filePriorities: ['normal', 'skip', 'normal'] }),
    );
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    await leech.session.move(id, at(target));
    await isRelocated(leech);
    expect(await filesIn(directory)).toEqual([]);
    await leech.session.update(id, { filePriorities: [{ index: 1, priority: 'normal' }] });
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, target)).toBeNull();
    expect((await leech.session.status(id)).downloadedBytes).toBe(torrent.content.length);
  });

  it('have their room first where that is asked for, and a pause gives that up', async () => {
    const leech = await startSession({ preallocation: 'full' });
    const directory = await temporaryFolder();
    await leech.session.add(addition(torrent, directory));
    await until(
      () => leech.said.includes('downloading -> checking'),
      () => leech.said.join(', '),
    );
    await leech.session.pause(id);
    expect((await leech.session.status(id)).state).toBe('paused');
    await leech.session.resume(id);
    await reaches(leech, torrent, 'downloading');
    const sizes = await Promise.all(
      torrent.metainfo.files.map(async ({ path }) => stat(join(directory, path))),
    );
    expect(sizes.map(({ size }) => size)).toEqual(torrent.metainfo.files.map(({ bytes }) => bytes));
    expect(sizes.every(({ size, blocks }) => blocks * 512 >= size)).toBe(true);
    const seed = await startSeed(torrent);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, directory)).toBeNull();
  });
});
