/** Disks that are full, in bytes or in files, before and while a download is written to them. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FaultLab } from './fault-lab.ts';
import { fillDisk } from './fill-disk.ts';
import { describeFaults } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';

const MEBIBYTE = 1024 * 1024;
const DISK_BYTES = 24 * MEBIBYTE;
const WATCHED_MS = 30_000;

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  return {
    volumes: [
      await lab.memoryDisk('filled', DISK_BYTES),
      await lab.memoryDisk('small', DISK_BYTES),
      await lab.memoryDisk('few-files', DISK_BYTES, { files: 6 }),
    ],
  };
}

describeFaults('a full disk', { fuse: false, prepare }, (scene) => {
  it.concurrent(
    'that another program fills in the middle of a piece stops the download, which goes on by itself',
    async () => {
      const { lab, server } = scene;
      const directory = lab.path('filled');
      const download = await server.download({
        name: 'filled',
        directory,
        files: [{ path: 'filled.bin', bytes: 16 * MEBIBYTE }],
        pieceLength: 4 * MEBIBYTE,
        bytesPerSecond: 4 * MEBIBYTE,
      });
      await download.hasBytes(4 * MEBIBYTE);
      const filler = join(lab.outside(directory), 'filler');
      await fillDisk(filler);
      const message = await download.stopsWith('disk-full');
      expect(message).toContain(directory);
      expect(message).toMatch(/room/);
      await server.expectUndisturbed();
      await download.expectHadIsTrue();

      await rm(filler);
      await download.expectExactEnd(WATCHED_MS);
    },
  );

  it.concurrent(
    'that a download does not fit on is left alone, and one that fits is not touched',
    async () => {
      const { lab, server } = scene;
      const directory = lab.path('small');
      const filler = join(lab.outside(directory), 'filler');
      await writeFile(filler, Buffer.alloc(14 * MEBIBYTE));
      const fitting = await server.download({
        name: 'fitting',
        directory,
        files: [{ path: 'fitting.bin', bytes: 6 * MEBIBYTE }],
        pieceLength: MEBIBYTE,
        bytesPerSecond: MEBIBYTE,
      });
      const large = await server.download({
        name: 'large',
        directory,
        files: [{ path: 'large.bin', bytes: 8 * MEBIBYTE }],
        pieceLength: MEBIBYTE,
      });
      expect(await large.stopsWith('disk-full')).toMatch(/\d (MiB|MB|GiB|GB|bytes)/);
      await server.expectUndisturbed();
      await fitting.expectExactEnd();
      expect((await large.status()).completedBytes).toBe(0);

      await rm(filler);
      await large.expectExactEnd(WATCHED_MS);
    },
  );

  it.concurrent(
    'that takes no more files stops the download, which goes on by itself',
    async () => {
      const { lab, server } = scene;
      const directory = lab.path('few-files');
      const download = await server.download({
        name: 'few files',
        directory,
        files: Array.from({ length: 8 }, (_, index) => ({
          path: `part-${index}.bin`,
          bytes: MEBIBYTE,
        })),
        pieceLength: MEBIBYTE / 4,
      });
      expect(await download.stopsWith('disk-full')).toContain(directory);
      await server.expectUndisturbed();
      await download.expectHadIsTrue();

      await lab.remount(directory, 'nr_inodes=100');
      await download.expectExactEnd(WATCHED_MS);
    },
  );
});
