/** What is no file of ours in the place of one: folders, files, pipes and symbolic links. */
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { FaultLab } from './fault-lab.ts';
import { describeFaults, type FaultScene } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';
import type { TestDownload } from './test-download.ts';

const MEBIBYTE = 1024 * 1024;
const FILE_BYTES = 2 * MEBIBYTE;
const FILES = ['first.bin', 'folder/second.bin', 'folder/third.bin'].map((path) => ({
  path,
  bytes: FILE_BYTES,
}));

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  const environment = { SHOAL_MAX_CONNECTIONS_PER_DOWNLOAD: '20' };
  return { volumes: [await lab.memoryDisk('kinds', 256 * MEBIBYTE)], environment };
}

/** Things in the place of a file or folder: where, and how they are made there. */
const OBSTACLES: [what: string, path: string, make: (path: string) => Promise<unknown>][] = [
  ['a folder', 'first.bin', async (path) => mkdir(path)],
  ['a file in the place of a folder', 'folder', async (path) => writeFile(path, 'mine')],
  ['a symbolic link', 'first.bin', async (path) => symlink('/tmp/shoal-faults-target', path)],
];

async function start({ lab, server }: FaultScene, name: string): Promise<TestDownload> {
  return server.download({
    name,
    directory: lab.path('kinds', name),
    files: FILES,
    pieceLength: MEBIBYTE / 4,
    sequential: true,
    bytesPerSecond: 2 * MEBIBYTE,
  });
}

describeFaults('in the place of a file', { fuse: false, prepare }, (scene) => {
  it.concurrent.each(OBSTACLES)(
    '%s stops the download, which goes on when it is moved away',
    async (what, path, make) => {
      const { lab, server } = scene;
      const name = what.replaceAll(' ', '-');
      const place = lab.outside(lab.path('kinds', name, name, path));
      await mkdir(dirname(place), { recursive: true });
      await make(place);
      const download = await start(scene, name);
      const message = await download.stopsWith('path-conflict');
      expect(message).toMatch(/[Mm]ove it away/);
      await server.expectUndisturbed();
      await download.expectHadIsTrue();

      await rm(place, { recursive: true });
      await download.act('resume');
      await download.expectExactEnd();
    },
  );

  it.concurrent('a pipe stops the seed and holds up nobody', async () => {
    const { lab, server } = scene;
    const download = await start(scene, 'pipe');
    await download.reaches('seeding');
    await download.stopSeed();
    await download.act('cancel');
    const place = download.copyOf('first.bin');
    await rename(place, `${place}.kept`);
    await lab.run('mkfifo', lab.path('kinds', 'pipe', 'pipe', 'first.bin'));
    await download.act('resume');
    await using leech = await download.leech('leech');
    await download.reaches('error');
    const { error } = await download.status();
    expect(['path-conflict', 'file-missing', 'file-changed']).toContain(error?.code);
    await server.expectUndisturbed();

    await rm(place);
    await rename(`${place}.kept`, place);
    await download.act('resume');
    await leech.complete(20_000);
    expect(await leech.failedBytes()).toBe(0);
  });

  it.concurrent(
    'a symbolic link that leads out of the folder is not followed, in the middle of the download too',
    async () => {
      const { lab, server } = scene;
      const download = await start(scene, 'link');
      await download.hasBytes(FILE_BYTES + MEBIBYTE / 2);
      const elsewhere = await lab.folderOf('elsewhere');
      const folder = dirname(download.copyOf('folder/second.bin'));
      await rename(folder, `${folder}.kept`);
      await symlink(elsewhere, folder);
      await download.reaches('error');
      const { error } = await download.status();
      expect(['path-conflict', 'file-missing', 'file-changed']).toContain(error?.code);
      await server.expectUndisturbed();
      expect(await readdir(elsewhere)).toEqual([]);

      // It is not followed after a resume either.
      await download.act('resume');
      expect(await download.stopsWith('path-conflict')).toMatch(/[Mm]ove it away/);
      expect(await readdir(elsewhere)).toEqual([]);
      await rm(folder);
      await rename(`${folder}.kept`, folder);
      await download.act('resume');
      await download.expectExactEnd();
      expect(await readdir(join(elsewhere))).toEqual([]);
    },
  );
});
