/** Two built servers on one data folder: the second says who holds it and changes nothing; a killed one holds nothing. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { treeDigest } from '../support/tree-digest.ts';

/** Of the start of the second process to its end, and of one that takes over to its answer. */
const LONGEST_MS = 3_000;
const SETTLE_MS = 1_000;
/** A machine that is busy with other tests may need another try. */
const TRIES = { retry: 2 };

let folder: TempFolder;
let server: RealServer;

beforeEach(async () => {
  folder = await TempFolder.create('data');
  server = await RealServer.start(folder.path);
  const id = await server.download(buildTorrent().bytes);
  await call(server.url, 'PATCH', `/api/downloads/${id}/pause`);
  // The last that the first server writes by itself is the record of the pause.
  await sleep(SETTLE_MS);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await folder.remove();
});

/** But for the reserve, which the first server makes a while after its start. */
async function contents(): Promise<Record<string, string>> {
  const { 'shoal.reserve': _reserve, ...files } = await treeDigest(folder.join('data'));
  return files;
}

async function timed<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const startedAt = performance.now();
  const result = await work();
  return [result, performance.now() - startedAt];
}

describe('a data folder', () => {
  it(
    'is refused to a second server, which names the first and changes nothing',
    TRIES,
    async () => {
      await writeFile(folder.join('data', 'note'), 'of the user');
      const before = await contents();
      const [error, took] = await timed(() =>
        RealServer.start(folder.path).catch((fault: Error) => fault),
      );
      expect(error).toBeInstanceOf(Error);
      const { message } = error as Error;
      expect(message).toContain('exit code 1');
      expect(message).toContain(`in use by another Shoal (process ${server.pid})`);
      expect(message).not.toMatch(/\n\s+at /);
      expect(took).toBeLessThan(LONGEST_MS);
      expect(await contents()).toEqual(before);
      expect(server.isRunning).toBe(true);
    },
  );

  it('is taken over at once after its holder was killed', TRIES, async () => {
    await server.end('SIGKILL');
    const [next, took] = await timed(() => RealServer.start(folder.path));
    server = next;
    expect(took).toBeLessThan(LONGEST_MS);
  });
});
