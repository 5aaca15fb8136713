/** The disk of the data folder is full: downloads on other disks go on, and nothing of them is lost for good. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { fillDisk } from './fill-disk.ts';
import type { FaultLab } from './fault-lab.ts';
import { describeFaults } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';

const MEBIBYTE = 1024 * 1024;
/** Room for the database and for what it keeps in reserve. */
const STATE_BYTES = 96 * MEBIBYTE;
const BYTES = 8 * MEBIBYTE;
const RECORDED_MS = 20_000;

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  await lab.memoryDisk('state', STATE_BYTES);
  return { volumes: [await lab.memoryDisk('disk', 64 * MEBIBYTE)] };
}

describeFaults('a full data folder', { fuse: false, prepare }, (scene) => {
  it('lets downloads go on, refuses what it cannot keep, and records everything when there is room', async () => {
    const { lab, server } = scene;
    const filler = join(lab.outside(lab.path('state')), 'filler');
    const download = await server.download({
      name: 'recorded',
      directory: lab.path('disk'),
      files: [{ path: 'recorded.bin', bytes: BYTES }],
      pieceLength: MEBIBYTE / 4,
      bytesPerSecond: MEBIBYTE,
    });
    await download.hasBytes(2 * MEBIBYTE);
    await fillDisk(filler);
    // What is kept in reserve is given away once; then the disk is full for good.
    await download.hasBytes(4 * MEBIBYTE);
    await fillDisk(filler);
    await server.expectUndisturbed();
    const path = `/api/downloads/${download.id}`;
    const refused = await fillAndCall(filler, () =>
      server.call('PATCH', path, { tags: ['x'.repeat(100)] }),
    );
    expect([refused.status, refused.body['code']]).toEqual([507, 'data-disk-full']);
    await download.reaches('seeding');
    await server.expectAnswers();

    await rm(filler);
    const isRecorded = async (): Promise<boolean> =>
      (await server.recordedPieces(download.id))?.every((byte) => byte === 0xff) === true;
    await waitUntil(isRecorded, { timeoutMs: RECORDED_MS, what: 'all pieces to be recorded' });
    await server.end('SIGKILL');
    await server.run();
    await download.expectExactEnd();
    expect((await download.status()).downloadedBytes).toBe(BYTES);
  });

  it('lets the server start out of what is kept in reserve, and says what to do where nothing is left', async () => {
    const { lab, server } = scene;
    const filler = join(lab.outside(lab.path('state')), 'filler');
    const reserve = join(lab.outside(lab.path('state', 'data')), 'shoal.reserve');
    const isMade = async (): Promise<boolean> => (await stat(reserve)).size > 0;
    await waitUntil(isMade, { timeoutMs: RECORDED_MS, what: 'the reserve' });
    await server.end('SIGTERM');
    await fillDisk(filler);
    await server.run();
    await server.expectUndisturbed();

    await server.end('SIGTERM');
    await fillDisk(filler);
    await expect(server.run()).rejects.toThrow(/Shoal cannot start: .*disk is full: make room/i);
    await rm(filler);
    await server.run();
    await server.expectUndisturbed();
  });
});

/** The database may still find room in its own file: the disk is filled until a change is refused. */
async function fillAndCall(
  filler: string,
  change: () => Promise<{ status: number; body: Record<string, unknown> }>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await fillDisk(filler);
    const answer = await change();
    if (answer.status !== 200) return answer;
  }
  throw new Error('No change was refused.');
}
