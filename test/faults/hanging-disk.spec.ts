/** A disk that answers nothing at all, as a network disk whose server is gone. */
import { expect, it } from 'vitest';
import type { FailingDisk, FaultLab } from './fault-lab.ts';
import { describeFaults } from './fault-scene.ts';
import type { FaultServerOptions } from './fault-server.ts';

const MEBIBYTE = 1024 * 1024;
const LONGEST_STOP_MS = 10_000;

let disk: FailingDisk;

async function prepare(lab: FaultLab): Promise<FaultServerOptions> {
  disk = await lab.failingDisk('hanging');
  return { volumes: [disk.path] };
}

describeFaults('a disk that answers nothing', { fuse: true, prepare }, (scene) => {
  it('leaves the API alone, does not keep the server from stopping, and costs nothing recorded', async () => {
    const { server } = scene;
    const download = await server.download({
      name: 'hanging',
      directory: disk.path,
      files: [{ path: 'hanging.bin', bytes: 8 * MEBIBYTE }],
      pieceLength: MEBIBYTE / 2,
      bytesPerSecond: 2 * MEBIBYTE,
    });
    await download.hasBytes(2 * MEBIBYTE);
    await disk.hang();
    await server.expectAnswers();
    const startedAt = performance.now();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_STOP_MS);

    await disk.heal();
    await server.run();
    await download.expectHadIsTrue();
    await download.expectExactEnd();
  });
});
