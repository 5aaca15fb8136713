/**
 * One download from the drop of its file to its removal, as a user sees it: the real server, a real seed
 * behind a real tracker, a real browser. The steps follow one another, so that one which fails fails the rest.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSwarm, type Swarm } from '../interop/swarm.ts';
import { type LibtorrentClient, startLibtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { treeDigest } from '../support/tree-digest.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { dropFiles } from './browser.ts';

const MEBIBYTE = 1024 * 1024;
const NAME = 'Life of a Reef';
const FILM = 'Film/Life of a Reef (720p).mkv';
const SOUNDTRACK = 'Soundtrack.flac';
const NOTES = 'Notes.txt';
/** 26 MiB are wanted: there are some thirteen seconds to look at it. */
const SEED_BYTES_PER_SECOND = 2 * MEBIBYTE;
const FINISH_TIMEOUT_MS = 60_000;
const PAUSE_MS = 2_000;
const SETTLE_MS = 1_500;
const SETTLE_LOOKS = 3;

/**
 * What the seed had in its hands when the pause came goes out still, and libtorrent counts it once a second
 * only: the figure stands when it did not move for longer than that.
 */
async function settledUpload(seed: LibtorrentClient): Promise<number> {
  let [before, now] = [-1, await seed.uploadedBytes()];
  for (let looks = 0; now !== before && looks < SETTLE_LOOKS; looks++) {
    await sleep(SETTLE_MS);
    [before, now] = [now, await seed.uploadedBytes()];
  }
  return now;
}

/** Whole pieces in every file, so that no piece of a wanted file reaches into the one left out. */
async function reefFolder(folder: string): Promise<string> {
  const root = join(folder, NAME);
  await writePseudoRandomFile(join(root, FILM), 24 * MEBIBYTE, 'film');
  await writePseudoRandomFile(join(root, NOTES), 2 * MEBIBYTE, 'notes');
  await writePseudoRandomFile(join(root, SOUNDTRACK), 6 * MEBIBYTE, 'soundtrack');
  return root;
}

describeWith(['chromium', 'libtorrent', 'opentracker'], 'a download in the browser', () => {
  const session = useBrowserSession();
  let swarm: Swarm;
  let seed: LibtorrentClient;
  let opened: OpenedApp;

  beforeAll(async () => {
    swarm = await openSwarm({ fixture: reefFolder, protocol: 'http' });
    const { torrent } = swarm;
    seed = await startLibtorrent('seed', {
      torrent,
      folder: torrent.contentFolder,
      useTrackers: true,
      uploadLimitBytesPerSecond: SEED_BYTES_PER_SECOND,
    });
    await seed.complete(20_000);
    opened = await session.open();
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await seed?.[Symbol.asyncDispose]();
    await swarm?.[Symbol.asyncDispose]();
  });

  it('shows what a dropped file describes before anything starts', async () => {
    const { app, page } = opened;
    const bytes = await readFile(swarm.torrent.path);
    await dropFiles(page, [{ name: 'reef.torrent', bytes }]);
    await app.dialog.getByRole('heading', { name: NAME }).waitFor();
    await app.dialog.getByText('3 of 3 files').waitFor();
    await app.dialog.getByText('Trackers, info hash').click();
    const text = (await app.dialog.textContent()) ?? '';
    expect(text).toContain('32.0 MiB');
    expect(text).toContain('128 pieces of 256 KiB');
    expect(text).toContain(swarm.torrent.infoHash);
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+\/announce/);
    for (const name of [FILM.split('/')[1]!, SOUNDTRACK, NOTES]) expect(text).toContain(name);
    expect(await app.rows.count()).toBe(0);
  });

  it('starts without the file that was unticked', async () => {
    const { app } = opened;
    await app.chooseFile(SOUNDTRACK);
    await app.dialog.getByText('2 of 3 files').waitFor();
    await app.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await app.dialog.waitFor({ state: 'detached' });
    await app.waitForState(NAME, 'Downloading');
    expect(await app.rows.count()).toBe(1);
  });

  it('moves: a rate, and progress that grows', async () => {
    const { app } = opened;
    await expect
      .poll(async () => (await app.figures(NAME)).downRate, { timeout: 15_000 })
      .toMatch(/^[\d.]+ [KM]iB\/s$/);
    const { percent } = await app.figures(NAME);
    await expect
      .poll(async () => (await app.figures(NAME)).percent, { timeout: 10_000 })
      .toBeGreaterThan(percent);
  });

  it('shows its files, peers and trackers while it runs', async () => {
    const { app } = opened;
    await app.openDetails(NAME);
    const files = await app.showTab('Files');
    const film = files.getByRole('treeitem', { name: FILM.split('/')[1]! });
    await film.waitFor();
    const first = await film.textContent();
    const soundtrack = files.getByRole('treeitem', { name: SOUNDTRACK });
    expect(await soundtrack.isChecked()).toBe(false);
    await soundtrack.getByRole('button', { name: 'Skip' }).waitFor();
    await expect.poll(() => film.textContent(), { timeout: 10_000 }).not.toBe(first);
    const peers = await app.showTab('Peers');
    const peer = peers.getByRole('row').filter({ hasText: seed.address });
    await peer.filter({ hasText: 'libtorrent' }).filter({ hasText: '100%' }).waitFor();
    await peer.filter({ hasText: 'iB/s' }).waitFor();
    const trackers = await app.showTab('Trackers');
    await trackers.getByRole('listitem').filter({ hasText: 'Working' }).waitFor();
  });

  it('pauses: the rate is gone, and the seed is asked for nothing', async () => {
    const { app, page } = opened;
    await app.details.getByRole('button', { name: 'Pause' }).click();
    await app.waitForState(NAME, 'Paused');
    await expect.poll(async () => (await app.figures(NAME)).downRate).toBe('\u2013');
    const before = await settledUpload(seed);
    const { percent } = await app.figures(NAME);
    await page.waitForTimeout(PAUSE_MS);
    expect(await seed.uploadedBytes()).toBe(before);
    expect(await app.figures(NAME)).toMatchObject({ state: 'Paused', percent });
    expect(percent).toBeGreaterThan(0);
    expect(percent).toBeLessThan(100);
  });

  it('resumes where it stopped, finishes and seeds', async () => {
    const { app } = opened;
    const { percent } = await app.figures(NAME);
    await app.details.getByRole('button', { name: 'Resume' }).click();
    await app.waitForState(NAME, 'Downloading');
    expect((await app.figures(NAME)).percent).toBeGreaterThanOrEqual(percent);
    await app.waitForState(NAME, 'Seeding', FINISH_TIMEOUT_MS);
    await expect.poll(async () => (await app.figures(NAME)).percent).toBe(100);
  });

  it('has put the chosen files on the disk, byte for byte', async () => {
    const original = await treeDigest(join(swarm.torrent.contentFolder, NAME));
    const received = await treeDigest(join(session.server.downloadFolder, NAME));
    for (const path of [FILM, NOTES]) expect(received[path]).toBe(original[path]);
  });

  it('goes out of the list, and leaves its data where it is', async () => {
    const { app, page } = opened;
    await app.act(NAME, /^Remove/);
    await app.dialog.getByText(/The data stays in/).waitFor();
    await app.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await app.row(NAME).waitFor({ state: 'detached' });
    await page.getByText('Drop .torrent files here').waitFor();
    expect(await app.rows.count()).toBe(0);
    await access(join(session.server.downloadFolder, NAME, FILM));
  });

  it('has met no exception, no refused resource and no foreign host on the way', () => {
    expect(opened.faults).toEqual([]);
  });
});
