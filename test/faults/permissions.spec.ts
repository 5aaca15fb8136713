/** Folders and files that the server may not write or read. */
import { chmod } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { FaultLab } from './fault-lab.ts';
import { describeFaults } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';

const MEBIBYTE = 1024 * 1024;
const DISK_BYTES = 32 * MEBIBYTE;
const BYTES = 6 * MEBIBYTE;
const WATCHED_MS = 30_000;

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  const names = ['no-entries', 'no-reading', 'read-only'];
  const volumes: string[] = [];
  for (const name of names) volumes.push(await lab.memoryDisk(name, DISK_BYTES));
  return { volumes };
}

describeFaults('a folder', { fuse: false, prepare }, (scene) => {
  it.concurrent('in which nothing may be made stops the download until it may', async () => {
    const { lab, server } = scene;
    const directory = lab.path('no-entries');
    await chmod(lab.outside(directory), 0o555);
    const download = await server.download({
      name: 'no entries',
      directory,
      files: [{ path: 'entry.bin', bytes: BYTES }],
      pieceLength: MEBIBYTE / 2,
    });
    const message = await download.stopsWith('permission-denied');
    expect(message).toContain(directory);
    expect(message).toMatch(/permissions.*resume/);
    await server.expectUndisturbed();
    await download.expectHadIsTrue();

    await chmod(lab.outside(directory), 0o755);
    await download.act('resume');
    await download.expectExactEnd();
  });

  it.concurrent('whose file may not be read stops the seed until it may', async () => {
    const { lab, server } = scene;
    const download = await server.download({
      name: 'no reading',
      directory: lab.path('no-reading'),
      files: [{ path: 'secret.bin', bytes: BYTES }],
      pieceLength: MEBIBYTE / 2,
    });
    await download.reaches('seeding');
    await download.stopSeed();
    // A cancelled download has no file open any more.
    await download.act('cancel');
    await chmod(download.copyOf('secret.bin'), 0o000);
    await download.act('resume');
    await using leech = await download.leech('leech');
    expect(await download.stopsWith('permission-denied')).toMatch(/permissions.*resume/);
    await server.expectUndisturbed();

    await chmod(download.copyOf('secret.bin'), 0o644);
    await download.act('resume');
    await leech.complete(WATCHED_MS);
    expect(await leech.failedBytes()).toBe(0);
    await download.expectExactEnd();
  });

  it.concurrent(
    'on a disk that was mounted read-only stops the download, which goes on by itself',
    async () => {
      const { lab, server } = scene;
      const directory = lab.path('read-only');
      const download = await server.download({
        name: 'read only',
        directory,
        files: [{ path: 'still.bin', bytes: BYTES }],
        pieceLength: MEBIBYTE / 2,
        bytesPerSecond: 2 * MEBIBYTE,
      });
      await download.hasBytes(MEBIBYTE);
      await download.act('cancel');
      await download.reaches('cancelled');
      await lab.remount(directory, 'ro');
      await download.act('resume');
      const message = await download.stopsWith('read-only');
      expect(message).toContain(directory);
      await server.expectUndisturbed();
      await download.expectHadIsTrue();

      await lab.remount(directory, 'rw');
      await download.expectExactEnd(WATCHED_MS);
    },
  );
});
