/**
 * Shoal's rate limits with libtorrent at the other end: a seed that sends as fast as it is asked, and a leech
 * that asks far ahead.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  createEngine,
  silentLogger,
  type Engine,
  type EngineConfig,
} from '../../server/src/engine/index.ts';
import { OFFLINE } from '../../server/src/engine/testing/offline.ts';
import { StallMeter } from '../../server/src/engine/testing/stall-meter.ts';
import { startLibtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { makeTorrent, singleFile, type TorrentFixture } from '../support/fixtures.ts';
import { TempFolder } from '../support/temp-folder.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const LIMIT = 2 * MEBIBYTE;
const SETTLING_MS = 1_500;
const MEASURE_MS = 5_000;
const START_TIMEOUT_MS = 30_000;

interface Place extends AsyncDisposable {
  torrent: TorrentFixture;
  emptyFolder: string;
}

async function openPlace(): Promise<Place> {
  const folder = await TempFolder.create('rate-limits');
  const content = await singleFile(48 * MEBIBYTE)(await folder.folder('content'));
  const torrent = await makeTorrent({
    content,
    torrent: folder.join('content.torrent'),
    pieceLength: 256 * KIBIBYTE,
  });
  return {
    torrent,
    emptyFolder: await folder.folder('download'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

interface RunningShoal extends AsyncDisposable {
  engine: Engine;
  port: number;
}

/** An engine with the torrent in that folder, whose limits hold on loopback too. */
async function startShoal(
  { path }: TorrentFixture,
  directory: string,
  config: Partial<EngineConfig>,
): Promise<RunningShoal> {
  const engine = createEngine({
    config: { peerHost: '127.0.0.1', peerPort: 0, ...OFFLINE, limitLocalPeers: true, ...config },
    logger: silentLogger,
  });
  const { peerPort } = await engine.start();
  await engine.add({
    metainfo: await readFile(path),
    directory,
    state: 'started',
    sequential: false,
    filePriorities: [],
    trackers: [],
    resume: null,
  });
  return { engine, port: peerPort, [Symbol.asyncDispose]: () => engine.stop() };
}

/**
 * How far from the limit is what passes, as a share of it, but for the time in which this machine had no time
 * for us.
 */
async function deviation(read: () => Promise<number>): Promise<number> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while ((await read()) === 0) {
    if (performance.now() > deadline) throw new Error('nothing passes');
    await delay(20);
  }
  const stalls = new StallMeter();
  await delay(SETTLING_MS);
  const [startedAt, before] = [performance.now(), await read()];
  await delay(MEASURE_MS);
  const bytes = (await read()) - before;
  const elapsedMs = performance.now() - startedAt;
  stalls.stop();
  return Math.abs((bytes / elapsedMs) * (1000 / LIMIT) - 1) - stalls.since(0) / elapsedMs;
}

describeWith(['libtorrent'], 'A rate limit of Shoal', () => {
  it('holds while it downloads from libtorrent', async () => {
    await using place = await openPlace();
    const { torrent, emptyFolder } = place;
    await using seed = await startLibtorrent('seed', {
      torrent,
      folder: torrent.contentFolder,
      useTrackers: false,
    });
    await seed.complete(START_TIMEOUT_MS);
    await using shoal = await startShoal(torrent, emptyFolder, { downloadLimit: LIMIT });
    const [address, port] = seed.address.split(':') as [string, string];
    await shoal.engine.addPeers(torrent.infoHash, [{ address, port: Number(port) }]);
    const off = await deviation(
      async () => (await shoal.engine.status(torrent.infoHash)).downloadedBytes,
    );
    expect(off).toBeLessThan(0.05);
  });

  it('holds while libtorrent downloads from it', async () => {
    await using place = await openPlace();
    const { torrent, emptyFolder } = place;
    await using shoal = await startShoal(torrent, torrent.contentFolder, {});
    await shoal.engine.configure({ uploadLimit: LIMIT });
    await using leech = await startLibtorrent('leech', {
      torrent,
      folder: emptyFolder,
      useTrackers: false,
      peers: [`127.0.0.1:${shoal.port}`],
    });
    const off = await deviation(
      async () => (await shoal.engine.status(torrent.infoHash)).uploadedBytes,
    );
    expect(leech.pid).toBeGreaterThan(0);
    expect(off).toBeLessThan(0.05);
  });
});
