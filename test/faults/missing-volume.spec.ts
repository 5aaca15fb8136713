/** A disk that is not there: taken away under the running server, and not mounted when it starts. */
import { mkdir, readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { FaultLab } from './fault-lab.ts';
import { describeFaults } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';
import type { TestDownload } from './test-download.ts';

const MEBIBYTE = 1024 * 1024;
const DISK_BYTES = 32 * MEBIBYTE;
const BYTES = 8 * MEBIBYTE;
const WATCHED_MS = 30_000;
const NAMES = ['pulled', 'pulled-seed', 'absent'];

/** Each disk is mounted twice: once where the server finds it, and once to keep it while that is taken away. */
async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  const volumes: string[] = [];
  for (const name of NAMES) {
    await lab.memoryDisk(`${name}-kept`, DISK_BYTES);
    await mkdir(lab.path(name));
    await plugIn(lab, name);
    volumes.push(lab.path(name));
  }
  return { volumes };
}

async function plugIn(lab: FaultLab, name: string): Promise<void> {
  await lab.run('mount', '--bind', lab.path(`${name}-kept`), lab.path(name));
}

async function pull(lab: FaultLab, name: string): Promise<void> {
  await lab.run('umount', '--lazy', lab.path(name));
}

/** What stands in the bare folder that a disk was mounted on. */
async function leftBehind(lab: FaultLab, name: string): Promise<string[]> {
  return readdir(lab.outside(lab.path(name)));
}

describeFaults('a disk', { fuse: false, prepare }, (scene) => {
  const download = async (name: string, bytesPerSecond: number): Promise<TestDownload> =>
    scene.server.download({
      name,
      directory: scene.lab.path(name),
      files: [
        { path: 'one.bin', bytes: BYTES / 2 },
        { path: 'two.bin', bytes: BYTES / 2 },
      ],
      pieceLength: MEBIBYTE / 4,
      bytesPerSecond,
    });

  it.concurrent(
    'that is pulled in the middle of a download: nothing goes to its bare folder, and it goes on by itself',
    async () => {
      const { lab, server } = scene;
      const pulled = await download('pulled', MEBIBYTE);
      await pulled.hasBytes(2 * MEBIBYTE);
      await pull(lab, 'pulled');
      const message = await pulled.stopsWith('volume-missing', WATCHED_MS);
      expect(message).toContain(lab.path('pulled'));
      await server.expectUndisturbed();
      expect(await leftBehind(lab, 'pulled')).toEqual([]);

      await plugIn(lab, 'pulled');
      await pulled.expectExactEnd(WATCHED_MS);
    },
  );

  it.concurrent(
    'that is pulled under a seed: it serves again by itself when it is back, and fetches nothing',
    async () => {
      const { lab, server } = scene;
      const pulled = await download('pulled-seed', 8 * MEBIBYTE);
      await pulled.reaches('seeding');
      await pulled.stopSeed();
      await pull(lab, 'pulled-seed');
      await pulled.stopsWith('volume-missing', WATCHED_MS);
      await server.expectUndisturbed();
      expect(await leftBehind(lab, 'pulled-seed')).toEqual([]);

      await plugIn(lab, 'pulled-seed');
      await pulled.expectExactEnd(WATCHED_MS);
      expect((await pulled.status()).downloadedBytes).toBe(BYTES);
    },
  );
});

describeFaults('a disk that is not mounted', { fuse: false, prepare }, (scene) => {
  it('when the server starts: its downloads wait, nothing is fetched anew, and they go on by themselves', async () => {
    const { lab, server } = scene;
    const absent = await server.download({
      name: 'absent',
      directory: lab.path('absent'),
      files: [{ path: 'absent.bin', bytes: BYTES }],
      pieceLength: MEBIBYTE / 4,
      bytesPerSecond: 4 * MEBIBYTE,
    });
    await absent.hasBytes(3 * MEBIBYTE);
    expect(await server.end('SIGTERM')).toBe(0);
    await pull(lab, 'absent');
    await server.run();
    await absent.stopsWith('volume-missing', WATCHED_MS);
    await server.expectUndisturbed();
    expect(await leftBehind(lab, 'absent')).toEqual([]);

    await plugIn(lab, 'absent');
    await absent.expectExactEnd(WATCHED_MS);
    expect((await absent.status()).downloadedBytes).toBeLessThan(BYTES * 1.1);
  });
});
