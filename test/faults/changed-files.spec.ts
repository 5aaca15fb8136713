/** Files that another program cuts, removes, replaces or changes, under a download and under a seed. */
import { copyFile, rename, rm, truncate } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { DownloadErrorCode } from '@shared/dto/download.js';
import type { FaultLab } from './fault-lab.ts';
import { describeFaults, type FaultScene } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';
import { flipByte, type TestDownload } from './test-download.ts';

const MEBIBYTE = 1024 * 1024;
const FILE_BYTES = 3 * MEBIBYTE;
/** The second one takes long enough for something to happen to the first one meanwhile. */
const FILES = [
  { path: 'first.bin', bytes: FILE_BYTES },
  { path: 'second.bin', bytes: 4 * FILE_BYTES },
];
const NOTICED_MS = 30_000;

/** What is done to the file at `path`, and the code that tells of it. */
const CHANGES: [how: string, code: DownloadErrorCode, change: (path: string) => Promise<void>][] = [
  ['cut', 'file-changed', async (path) => truncate(path, FILE_BYTES / 2)],
  ['removed', 'file-missing', async (path) => rm(path)],
  [
    'replaced',
    'file-changed',
    async (path) => {
      await copyFile(path, `${path}.new`);
      await flipByte(`${path}.new`, FILE_BYTES / 3);
      await rename(`${path}.new`, path);
    },
  ],
  ['changed', 'file-changed', async (path) => flipByte(path, FILE_BYTES / 3)],
];

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  return {
    volumes: [await lab.memoryDisk('changes', 256 * MEBIBYTE)],
    environment: { SHOAL_FILE_WATCH_SECONDS: '1' },
  };
}

/** A download in a folder of its own: the first file comes before the second. */
async function start(
  { lab, server }: FaultScene,
  name: string,
  bytesPerSecond?: number,
): Promise<TestDownload> {
  return server.download({
    name,
    directory: lab.path('changes', name),
    files: FILES,
    pieceLength: MEBIBYTE / 4,
    sequential: true,
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
  });
}

describeFaults('a file', { fuse: false, prepare }, (scene) => {
  it.concurrent.each(CHANGES)(
    'that is %s while the rest is downloaded stops the download with %s',
    async (how, code, change) => {
      const download = await start(scene, `download-${how}`, 2 * MEBIBYTE);
      // Recorded with the second file begun: whatever happens to the first one now is not our own doing.
      await download.hasRecorded(FILE_BYTES + MEBIBYTE / 2);
      await change(download.copyOf('first.bin'));
      const message = await download.stopsWith(code, NOTICED_MS);
      expect(message).toMatch(/resume/i);
      await scene.server.expectUndisturbed();

      await download.act('resume');
      await download.expectExactEnd(NOTICED_MS);
    },
  );

  it.concurrent.each(CHANGES)(
    'that is %s while it is seeded stops the seed with %s',
    async (how, code, change) => {
      const download = await start(scene, `seed-${how}`);
      await download.reaches('seeding');
      await download.stopSeed();
      await change(download.copyOf('first.bin'));
      await using leech = await download.leech('leech', MEBIBYTE);
      const message = await download.stopsWith(code, NOTICED_MS);
      expect(message).toMatch(/resume/i);
      await scene.server.expectUndisturbed();

      await leech[Symbol.asyncDispose]();
      await download.startSeed();
      await download.act('resume');
      await download.expectExactEnd(NOTICED_MS);
    },
  );
});
