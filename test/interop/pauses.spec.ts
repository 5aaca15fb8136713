/** Pause and resume in the middle of a transfer, on Shoal's side and on the other. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { ClientKind, PausableClient, WatchedClient } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { qbittorrent } from '../support/clients/qbittorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { describeWith } from '../support/describe-with.ts';
import { singleFile } from '../support/fixtures.ts';
import type { ProgramName } from '../support/programs.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { COMPLETE_TIMEOUT_MS, type Copies, openSwarm, readCopies, type Swarm } from './swarm.ts';
import { waitForProgress, waitForStandstill } from './wait-for-progress.ts';

const MEBIBYTE = 1024 * 1024;
const SWARM = { fixture: singleFile(24 * MEBIBYTE), protocol: 'http' } as const;
/** Six seconds for the whole: there is a middle to pause in. */
const LIMIT_BYTES_PER_SECOND = 4 * MEBIBYTE;
const PAUSE_MS = 2_000;
const PROGRAMS: ProgramName[] = ['libtorrent', 'qbittorrent-nox', 'opentracker'];
const OTHERS: ClientKind<PausableClient>[] = [libtorrent, qbittorrent];

type Leech = Pick<WatchedClient, 'progress' | 'complete'>;
type Pausable = Pick<PausableClient, 'pause' | 'resume'>;

/** Shoal's server with one download: the command line program cannot be paused. */
async function startServerLeech(swarm: Swarm): Promise<Leech & Pausable & AsyncDisposable> {
  const folder = await TempFolder.create('pause');
  const server = await RealServer.start(folder.path, { SHOAL_DOWNLOAD_DIR: swarm.downloadFolder });
  const id = await server.download(await readFile(swarm.torrent.path));
  const change = async (action: 'pause' | 'resume'): Promise<void> => {
    const { status } = await call(server.url, 'PATCH', `/api/downloads/${id}/${action}`);
    expect(status).toBe(200);
  };
  return {
    progress: async () => (await server.status(id)).progress,
    pause: () => change('pause'),
    resume: () => change('resume'),
    complete: (timeoutMs) =>
      waitUntil(async () => (await server.status(id)).state === 'seeding', {
        timeoutMs,
        what: "Shoal's server to have everything",
      }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

/** In the middle: `paused` is paused, nothing moves at the leech, it is resumed, the leech finishes. */
async function pauseInTheMiddle(swarm: Swarm, paused: Pausable, leech: Leech): Promise<Copies> {
  await waitForProgress(leech, 0.2);
  await paused.pause();
  expect(await waitForStandstill(leech, PAUSE_MS)).toBeLessThan(1);
  await paused.resume();
  await leech.complete(COMPLETE_TIMEOUT_MS);
  return await readCopies(swarm);
}

describeWith(PROGRAMS, 'A pause in the middle of a transfer', () => {
  it.concurrent.each(OTHERS)('stops Shoal, which downloads from $name', async (other) => {
    await using swarm = await openSwarm(SWARM);
    await using clients = new AsyncDisposableStack();
    clients.use(await startSeed(other, swarm));
    const leech = clients.use(await startServerLeech(swarm));

    const { original, received } = await pauseInTheMiddle(swarm, leech, leech);
    expect(received).toEqual(original);
  });

  it.concurrent.each(OTHERS)('stops $name, from which Shoal downloads', async (other) => {
    await using swarm = await openSwarm(SWARM);
    await using seed = await startSeed(other, swarm);
    await using leech = await shoal.leech({
      torrent: swarm.torrent,
      folder: swarm.downloadFolder,
      useTrackers: true,
    });

    const { original, received } = await pauseInTheMiddle(swarm, seed, leech);
    expect(received).toEqual(original);
  });

  it.concurrent.each(OTHERS)('stops $name, which downloads from Shoal', async (other) => {
    await using swarm = await openSwarm(SWARM);
    await using clients = new AsyncDisposableStack();
    // First, so that Shoal learns its address: coming back to a peer itself it would wait a minute.
    const leech = clients.use(
      await other.leech({
        torrent: swarm.torrent,
        folder: swarm.downloadFolder,
        useTrackers: true,
        downloadLimitBytesPerSecond: LIMIT_BYTES_PER_SECOND,
      }),
    );
    await swarm.announced();
    clients.use(await startSeed(shoal, swarm));

    const { original, received } = await pauseInTheMiddle(swarm, leech, leech);
    expect(received).toEqual(original);
  });
});

/** A seed that the tracker knows. */
async function startSeed<Client extends WatchedClient>(
  kind: ClientKind<Client>,
  swarm: Swarm,
): Promise<Client> {
  const seed = await kind.seed({
    torrent: swarm.torrent,
    folder: swarm.torrent.contentFolder,
    useTrackers: true,
    uploadLimitBytesPerSecond: LIMIT_BYTES_PER_SECOND,
  });
  await seed.complete(COMPLETE_TIMEOUT_MS);
  await swarm.announced();
  return seed;
}
