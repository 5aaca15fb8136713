/** Disks that answer with errors: as a broken cable, a worn-out drive, a quota or a dead server behind them would. */
import { expect, it } from 'vitest';
import type { FailingDisk, FailingOperation, FaultLab } from './fault-lab.ts';
import { describeFaults } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';

const MEBIBYTE = 1024 * 1024;
const BYTES = 6 * MEBIBYTE;
const WATCHED_MS = 30_000;
const WRITE_FAULTS = [
  ['EIO', 'write', 'io-error', /failed to read or write.*Check the disk.*resume/],
  ['ENOSPC', 'fsync', 'disk-full', /room/],
  ['EDQUOT', 'write', 'disk-full', /room/],
  ['EROFS', 'write', 'read-only', /read-only/],
  ['EFBIG', 'write', 'file-too-large', /another disk/],
  ['EMFILE', 'create', 'too-many-open-files', /ulimit -n/],
] as const;
/** Faults of which the download goes on by itself. */
const WATCHED: ReadonlySet<string> = new Set(['disk-full', 'read-only']);

const disks = new Map<string, FailingDisk>();

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  const names = [
    ...WRITE_FAULTS.map(([error]) => `write-${error}`),
    'reads',
    'checks',
    'syncs',
    'starts',
  ];
  for (const name of names) disks.set(name, await lab.failingDisk(name));
  return { volumes: [...disks.values()].map(({ path }) => path) };
}

describeFaults('a disk', { fuse: true, prepare }, (scene) => {
  it.concurrent.each(WRITE_FAULTS)(
    'that answers %s to a %s stops the download with %s',
    async (error, operation, code, sentence) => {
      const { server } = scene;
      const disk = disks.get(`write-${error}`)!;
      if (operation === 'create') await disk.fail(error, [operation]);
      const download = await server.download({
        name: `write-${error}`,
        directory: disk.path,
        files: [{ path: `${error}.bin`, bytes: BYTES }],
        pieceLength: MEBIBYTE / 2,
        bytesPerSecond: 2 * MEBIBYTE,
      });
      if (operation !== 'create') {
        await download.hasBytes(MEBIBYTE);
        await disk.fail(error, [operation]);
      }
      const message = await download.stopsWith(code);
      expect(message).toMatch(sentence);
      await server.expectUndisturbed();
      await download.expectHadIsTrue();

      await disk.heal();
      if (!WATCHED.has(code)) await download.act('resume');
      await download.expectExactEnd(WATCHED_MS);
    },
  );

  it.concurrent(
    'that cannot be read stops a seed, which serves nothing wrong and goes on when told to',
    async () => {
      const { server } = scene;
      const disk = disks.get('reads')!;
      const download = await server.download({
        name: 'reads',
        directory: disk.path,
        files: [{ path: 'reads.bin', bytes: BYTES }],
        pieceLength: MEBIBYTE / 2,
      });
      await download.reaches('seeding');
      await download.stopSeed();
      await disk.fail('EIO', ['read']);
      await using leech = await download.leech('leech');
      expect(await download.stopsWith('io-error')).toMatch(/Check the disk.*resume/);
      await server.expectUndisturbed();

      await disk.heal();
      await download.act('resume');
      await leech.complete(WATCHED_MS);
      expect(await leech.failedBytes()).toBe(0);
      expect((await download.status()).downloadedBytes).toBe(BYTES);
    },
  );

  it.concurrent(
    'that cannot be read stops a check, and nothing that is there is fetched again',
    async () => {
      const { server } = scene;
      const disk = disks.get('checks')!;
      const download = await server.download({
        name: 'checks',
        directory: disk.path,
        files: [{ path: 'checks.bin', bytes: BYTES }],
        pieceLength: MEBIBYTE / 2,
      });
      await download.reaches('seeding');
      await disk.fail('EIO', ['read']);
      await download.act('recheck');
      await download.stopsWith('io-error');
      await server.expectUndisturbed();

      await disk.heal();
      await download.act('resume');
      await download.expectExactEnd();
      expect((await download.status()).downloadedBytes).toBe(BYTES);
    },
  );

  it.concurrent(
    'that loses what it took, and says so at the sync, costs the lost pieces and no more',
    async () => {
      const { server } = scene;
      const disk = disks.get('syncs')!;
      const download = await server.download({
        name: 'syncs',
        directory: disk.path,
        files: [{ path: 'syncs.bin', bytes: BYTES }],
        pieceLength: MEBIBYTE / 2,
        bytesPerSecond: 2 * MEBIBYTE,
      });
      await download.hasBytes(MEBIBYTE);
      await disk.fail('LOSE', ['write']);
      expect(await download.stopsWith('io-error')).toMatch(/Check the disk.*resume/);
      // As the kernel does, it said so once: the next sync goes well.
      await server.expectUndisturbed();
      await download.act('resume');
      await download.expectExactEnd();
    },
  );

  it.concurrent(
    'that does not answer at all keeps neither its download from the list nor the others from starting',
    async () => {
      const { server } = scene;
      const disk = disks.get('starts')!;
      const all: FailingOperation[] = [
        'stat',
        'open',
        'read',
        'write',
        'fsync',
        'create',
        'statfs',
      ];
      const download = await server.download({
        name: 'starts',
        directory: disk.path,
        files: [{ path: 'starts.bin', bytes: BYTES }],
        pieceLength: MEBIBYTE / 2,
        bytesPerSecond: 2 * MEBIBYTE,
      });
      await download.hasBytes(MEBIBYTE);
      await disk.fail('EIO', all);
      expect(await download.stopsWith('io-error')).toMatch(/Check the disk.*resume/);
      await server.expectUndisturbed();
      await disk.heal();
      await download.act('resume');
      await download.expectExactEnd();
    },
  );
});
