/**
 * `npm run demo`: a whole swarm on this machine, for someone who wants to see Shoal work before they trust
 * it with anything. Nothing outlives it: processes end and the folder goes with Ctrl-C.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTorrentFromPath } from '../engine/index.ts';
import { DemoApp } from './demo-app.ts';
import { DEMO_HELP, parseDemoOptions, type DemoOptions } from './demo-options.ts';
import { DemoSeeds, type SeededTorrent } from './demo-seeds.ts';
import { DemoTracker } from './demo-tracker.ts';
import { REEF_FILM, SEA_CHARTS, writeSampleFolder, type SampleFolder } from './sample-files.ts';

const MEBIBYTE = 1024 * 1024;
const SEEDS = 2;
/** The torrent to drop is small beside the one that is added. */
const SMALL_SHARE = 1 / 8;

const seeds = new DemoSeeds();
const tracker = new DemoTracker((port) => seeds.advertisedPort(port));
const app = new DemoApp();
let folder = '';
let isStopping = false;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(DEMO_HELP);
  else await run(options);
} catch (fault) {
  process.stderr.write(`The demo cannot run: ${(fault as Error).message}\n`);
  await stop(1);
}

async function run(options: DemoOptions): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'shoal-demo-'));
  stopAtSignals();
  await demandSpace(options.totalBytes * (1 + SMALL_SHARE) * 2);
  say(`Making ${options.totalBytes / MEBIBYTE} MiB of sample files ...`);
  const announce = await tracker.start();
  const big = await makeTorrent(REEF_FILM, options.totalBytes, announce);
  const small = await makeTorrent(SEA_CHARTS, options.totalBytes * SMALL_SHARE, announce);
  say('Starting a tracker, two seeds and the app ...');
  for (let seed = 0; seed < SEEDS; seed++) await seeds.open(options.bytesPerSecond / SEEDS);
  for (const torrent of [big, small]) await seeds.seed(torrent);
  const link = await app.start(folder, options.port);
  await app.download(big.metainfo);
  say(invitation(link, small.path, options));
}

async function makeTorrent(
  sample: SampleFolder,
  totalBytes: number,
  announce: string,
): Promise<SeededTorrent & { path: string }> {
  const directory = join(folder, 'seeds');
  await mkdir(directory, { recursive: true });
  const root = await writeSampleFolder(directory, sample, totalBytes);
  const metainfo = await createTorrentFromPath(root, { trackers: [[announce]], private: true });
  const path = join(folder, `${sample.name}.torrent`);
  await writeFile(path, metainfo);
  return { metainfo, directory, path };
}

function invitation(link: string, torrentPath: string, options: DemoOptions): string {
  const { username, password } = app.account;
  return `
  Open     ${link}
  Sign in  as ${username}, with the password ${password}

  "${REEF_FILM.name}" is on its way, from two seeds on this machine that send
  ${options.bytesPerSecond / MEBIBYTE} MiB a second in all. Pause it, choose files, look at its peers.

  Drop     ${torrentPath}
           on the page, to add a torrent yourself.

  Ctrl-C   ends the demo and removes ${folder}
`;
}

async function demandSpace(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  const needed = Math.ceil(bytes / MEBIBYTE);
  throw new Error(`${tmpdir()} has less than the ${needed} MiB that it needs. Try --size 64.`);
}

function stopAtSignals(): void {
  process.on('exit', () => {
    app.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      say('Stopping ...');
      void stop(0);
    });
  }
}

/** Ends the processes and this one; the folder goes last, when nobody writes into it any more. */
async function stop(exitCode: number): Promise<void> {
  isStopping = true;
  await Promise.allSettled([app.stop(), seeds.stop()]);
  tracker.stop();
  process.exit(exitCode);
}
