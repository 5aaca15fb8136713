/**
 * The built server with its real engine, through stops, crashes and hostile input: what a user would lose
 * otherwise. Its peers are Shoal's command line program, behind lines slow enough to be interrupted.
 */
import { open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto } from '@shared/dto/download.js';
import { DemoTracker } from '../../server/src/demo/demo-tracker.ts';
import { SlowLine } from '../../server/src/demo/slow-line.ts';
import { createTorrentFromPath, parseMetainfo } from '../../server/src/engine/index.ts';
import { HOSTILE_TORRENTS } from '../../server/src/engine/testing/hostile-torrents.ts';
import type { RunningClient } from '../support/clients/client.ts';
import { shoal } from '../support/clients/shoal.ts';
import type { TorrentFixture } from '../support/fixtures.ts';
import { findFreePort } from '../support/free-port.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { treeDigest } from '../support/tree-digest.ts';
import { waitUntil } from '../support/wait-until.ts';

const MEBIBYTE = 1024 * 1024;
const CONTENT_BYTES = 16 * MEBIBYTE + 12_345;
/** Four seconds for the whole: long enough to be interrupted in the middle. */
const SEED_BYTES_PER_SECOND = 4 * MEBIBYTE;
/** A quarter of it. */
const LIMIT = MEBIBYTE;
const FINISH_TIMEOUT_MS = 30_000;

/** A tracker, a seed that it knows behind a slow line, and the servers of the test. */
class SlowSwarm implements AsyncDisposable {
  readonly torrent: TorrentFixture;
  readonly metainfo: Uint8Array;
  private readonly resources: AsyncDisposableStack;
  private readonly folder: TempFolder;

  private constructor(
    torrent: TorrentFixture,
    metainfo: Uint8Array,
    folder: TempFolder,
    resources: AsyncDisposableStack,
  ) {
    this.torrent = torrent;
    this.metainfo = metainfo;
    this.folder = folder;
    this.resources = resources;
  }

  static async open(): Promise<SlowSwarm> {
    const resources = new AsyncDisposableStack();
    try {
      const folder = resources.use(await TempFolder.create('real-engine'));
      const seedPort = await findFreePort();
      const line = resources.adopt(new SlowLine(seedPort, SEED_BYTES_PER_SECOND), (it) =>
        it.stop(),
      );
      const linePort = await line.start();
      const tracker = new DemoTracker((port) => (port === seedPort ? linePort : port));
      resources.adopt(tracker, (it) => it.stop());
      const content = join(await folder.folder('content'), 'reef.bin');
      await writePseudoRandomFile(content, CONTENT_BYTES, 'reef');
      const metainfo = await createTorrentFromPath(content, {
        trackers: [[await tracker.start()]],
        private: true,
      });
      const path = folder.join('reef.torrent');
      await writeFile(path, metainfo);
      const { id, pieceLength } = parseMetainfo(metainfo);
      const torrent = {
        path,
        contentFolder: folder.join('content'),
        name: 'reef.bin',
        infoHash: id,
        totalBytes: CONTENT_BYTES,
        pieceLength,
      };
      const swarm = new SlowSwarm(torrent, metainfo, folder, resources);
      await swarm.startSeed(seedPort);
      return swarm;
    } catch (error) {
      await resources.disposeAsync();
      throw error;
    }
  }

  private seed: RunningClient | undefined;

  private async startSeed(port: number): Promise<void> {
    const { torrent, resources } = this;
    const seed = await shoal.seed({
      torrent,
      folder: torrent.contentFolder,
      port,
      useTrackers: true,
    });
    this.seed = resources.use(seed);
    await seed.complete(FINISH_TIMEOUT_MS);
  }

  async stopSeed(): Promise<void> {
    await this.seed?.[Symbol.asyncDispose]();
  }

  /** The server on this swarm's one data folder: the first, or the next run of it. */
  async startServer(): Promise<RealServer> {
    const environment = { SHOAL_CHECKPOINT_SECONDS: '1' };
    return this.resources.use(await RealServer.start(this.folder.path, environment));
  }

  /** What the server has written. */
  get copyPath(): string {
    return join(RealServer.downloadFolder(this.folder.path), this.torrent.name);
  }

  async freshFolder(name: string): Promise<string> {
    return this.folder.folder(name);
  }

  /** What a right copy looks like to `treeDigest`. */
  async original(): Promise<Record<string, string>> {
    return treeDigest(join(this.torrent.contentFolder, this.torrent.name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
  }
}

/** Polls until the download is as wanted; a download in `error` ends the wait with its reason. */
async function waitFor(
  server: RealServer,
  id: string,
  what: string,
  isWanted: (download: DownloadDto) => boolean,
): Promise<DownloadDto> {
  let seen = await server.status(id);
  const isThere = async (): Promise<boolean> => {
    seen = await server.status(id);
    return isWanted(seen) || seen.state === 'error';
  };
  await waitUntil(isThere, { timeoutMs: FINISH_TIMEOUT_MS, what });
  expect(seen.error).toBeNull();
  return seen;
}

const isSeeding = ({ state }: DownloadDto): boolean => state === 'seeding';

describe('a server on the real engine', () => {
  let swarm: SlowSwarm;

  beforeEach(async () => {
    swarm = await SlowSwarm.open();
  });
  afterEach(() => swarm[Symbol.asyncDispose]());

  async function completeDownload(): Promise<{ server: RealServer; id: string }> {
    const server = await swarm.startServer();
    const id = await server.download(swarm.metainfo);
    await waitFor(server, id, 'the download', isSeeding);
    return { server, id };
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'goes on by itself after a %s in the middle, with what it had, and ends with the right bytes',
    async (signal) => {
      const first = await swarm.startServer();
      const id = await first.download(swarm.metainfo);
      const isHalf = ({ progress, state }: DownloadDto): boolean =>
        state === 'downloading' && progress > 0.4;
      const before = await waitFor(first, id, 'the middle of the download', isHalf);
      const exitCode = await first.end(signal);
      expect(exitCode).toBe(signal === 'SIGTERM' ? 0 : 128);

      const second = await swarm.startServer();
      const after = await second.status(id);
      const done = await waitFor(second, id, 'the rest of the download', isSeeding);
      // What was had before is found again beside the transfer, and not fetched twice.
      const fetchedBytes = done.downloadedBytes - after.downloadedBytes;
      expect(fetchedBytes).toBeLessThanOrEqual(CONTENT_BYTES - before.completedBytes);
      expect(done).toMatchObject({ progress: 1, completedBytes: CONTENT_BYTES });
      expect(done.completedAt).not.toBeNull();
      expect(await treeDigest(swarm.copyPath)).toEqual(await swarm.original());
    },
  );

  it('seeds again after a restart what it had completed', async () => {
    const { server, id } = await completeDownload();
    const { completedAt } = await server.status(id);
    expect(await server.end('SIGTERM')).toBe(0);
    await swarm.stopSeed();

    const second = await swarm.startServer();
    const seeding = await waitFor(second, id, 'the seeding', isSeeding);
    expect(seeding.completedAt).toBe(completedAt);
    const folder = await swarm.freshFolder('leech');
    await using leech = await shoal.leech({ torrent: swarm.torrent, folder, useTrackers: true });
    await leech.complete(FINISH_TIMEOUT_MS);
    expect(await treeDigest(join(folder, swarm.torrent.name))).toEqual(await swarm.original());
    const { uploadedBytes } = await waitFor(
      second,
      id,
      'the count of what was sent',
      (download) => download.uploadedBytes >= CONTENT_BYTES,
    );
    expect(uploadedBytes).toBeLessThan(2 * CONTENT_BYTES);
  });

  it('reads a file again at the start only where it looks changed, and mends it', async () => {
    const { server, id } = await completeDownload();
    await server.end('SIGTERM');
    const { atime, mtimeMs } = await stat(swarm.copyPath);
    const mtime = new Date(Math.floor(mtimeMs)); // as it is recorded; the date that `stat` gives is rounded
    await spoilFirstByte(swarm.copyPath);
    await utimes(swarm.copyPath, atime, mtime);

    // Looks as it was recorded: a check would have found the byte.
    const second = await swarm.startServer();
    await waitFor(second, id, 'the seeding', isSeeding);
    expect(await treeDigest(swarm.copyPath)).not.toEqual(await swarm.original());
    await second.end('SIGTERM');

    await utimes(swarm.copyPath, atime, new Date(mtime.getTime() + 5_000));
    const third = await swarm.startServer();
    await waitFor(third, id, 'the mended download', isSeeding);
    expect(await treeDigest(swarm.copyPath)).toEqual(await swarm.original());
  });

  it('holds a limit that was set while it ran, after a restart too', async () => {
    const first = await swarm.startServer();
    const body = { downloadLimit: LIMIT, limitLocalPeers: true };
    expect((await call(first.url, 'PATCH', '/api/settings', { body })).status).toBe(200);
    await first.end('SIGTERM');

    const second = await swarm.startServer();
    const id = await second.download(swarm.metainfo);
    const hasBegun = ({ downloadedBytes }: DownloadDto): boolean => downloadedBytes > 0;
    const from = await waitFor(second, id, 'the first block', hasBegun);
    const startedAt = performance.now();
    const isFar = ({ downloadedBytes }: DownloadDto): boolean => downloadedBytes > 5 * LIMIT;
    const to = await waitFor(second, id, 'five seconds of the limit', isFar);
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = (to.downloadedBytes - from.downloadedBytes) / seconds;
    expect(rate / LIMIT).toBeLessThan(1.1);
    expect(rate / LIMIT).toBeGreaterThan(0.7);
    const free = await call(second.url, 'PATCH', '/api/settings', {
      body: { downloadLimit: null },
    });
    expect(free.status).toBe(200);
    await waitFor(second, id, 'the rest', isSeeding);
  });

  it('says that a completed file is gone, and fetches it again when told to resume', async () => {
    const { server, id } = await completeDownload();
    await server.end('SIGTERM');
    await rm(swarm.copyPath);

    const second = await swarm.startServer();
    await waitUntil(async () => (await second.status(id)).state === 'error', {
      timeoutMs: FINISH_TIMEOUT_MS,
      what: 'the missing file to be noticed',
    });
    expect((await second.status(id)).error).toMatchObject({ code: 'file-missing' });
    const resumed = await call(second.url, 'PATCH', `/api/downloads/${id}/resume`);
    expect(resumed.status).toBe(200);
    await waitFor(second, id, 'the second download', isSeeding);
    expect(await treeDigest(swarm.copyPath)).toEqual(await swarm.original());
  });
});

/** A change that keeps the size. */
async function spoilFirstByte(path: string): Promise<void> {
  const [first = 0] = await readFile(path);
  await using file = await open(path, 'r+');
  await file.write(Uint8Array.of(first ^ 0xff), 0, 1, 0);
}

describe('a server that is sent hostile torrents', () => {
  it('refuses each with its code, and lives', async () => {
    await using folder = await TempFolder.create('hostile');
    await using server = await RealServer.start(folder.path);
    for (const { name, bytes, code } of HOSTILE_TORRENTS) {
      const { status, headers, body } = await server.upload(bytes);
      expect.soft([name, body.code]).toEqual([name, code]);
      expect.soft([name, Math.floor(status / 100)]).toEqual([name, 4]);
      expect.soft(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    }
    expect((await call(server.url, 'GET', '/health/ready')).status).toBe(200);
    expect(server.isRunning).toBe(true);
  });
});
