/** docs/examples/download.ts as a reader would run it: against the built engine, with a seed on the loopback. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createEngine,
  createTorrentFromPath,
  silentLogger,
  type Engine,
} from '../../server/src/engine/index.ts';
import { OFFLINE } from '../../server/src/engine/testing/offline.ts';
import { sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const EXAMPLE = join(ROOT, 'docs', 'examples', 'download.ts');
const CONTENT = sampleBytes(3_000_000);

describe('the library example', () => {
  let folder: string;
  let seed: Engine;
  let seedPort: number;
  let torrentPath: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-library-'));
    const directory = join(folder, 'seed');
    await mkdir(directory);
    await writeFile(join(directory, 'film.bin'), CONTENT);
    const metainfo = await createTorrentFromPath(join(directory, 'film.bin'), { trackers: [] });
    torrentPath = join(folder, 'film.torrent');
    await writeFile(torrentPath, metainfo);
    seed = createEngine({
      config: { peerHost: '127.0.0.1', peerPort: 0, ...OFFLINE },
      logger: silentLogger,
    });
    seedPort = (await seed.start()).peerPort;
    await seed.add({
      metainfo,
      directory,
      state: 'started',
      sequential: false,
      filePriorities: [],
      trackers: null,
      resume: null,
    });
  });
  afterEach(async () => {
    await seed.stop();
    await rm(folder, { recursive: true });
  });

  it('downloads from a peer that is named to it, and ends', async () => {
    const target = join(folder, 'target');
    const words = [EXAMPLE, torrentPath, target, `127.0.0.1:${seedPort}`];
    const { stdout } = await run(process.execPath, words, { timeout: 30_000 });
    expect(stdout).toContain(`complete: ${CONTENT.length} bytes`);
    const got = await readFile(join(target, 'film.bin'));
    expect(got.equals(CONTENT)).toBe(true);
  });

  it('fits the types that the engine declares', async () => {
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options =
      '--noEmit --strict --skipLibCheck --target es2023 --module nodenext --types node';
    const words = [compiler, ...options.split(' '), '--ignoreConfig', EXAMPLE];
    // The compiler reports on standard output, and ends with a code that rejects.
    await expect(run(process.execPath, words, { cwd: ROOT })).resolves.toMatchObject({
      stdout: '',
    });
  });
});
