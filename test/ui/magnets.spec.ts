/**
 * Magnet links in the browser, from the clipboard to the finished download: the real server, a real seed behind a
 * real tracker. First what nobody can help with: a link whose torrent nobody has.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseMetainfo } from '../../server/src/engine/index.ts';
import { openSwarm, type Swarm } from '../interop/swarm.ts';
import { type LibtorrentClient, startLibtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { treeDigest } from '../support/tree-digest.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { PHONE, accessibilityFaults, dropText, pasteText } from './browser.ts';

const MEBIBYTE = 1024 * 1024;
const NAME = 'Life of a Reef';
const FILM = 'Film/Life of a Reef (720p).mkv';
const SOUNDTRACK = 'Soundtrack.flac';
const METADATA_TIMEOUT_MS = 20_000;
const FINISH_TIMEOUT_MS = 30_000;

/** A link that names no tracker, of a torrent that nobody has. */
function orphan(digit: string): string {
  return `magnet:?xt=urn:btih:${digit.repeat(40)}&dn=Orphan+${digit}`;
}

describeWith(['chromium'], 'a magnet link that nobody answers', () => {
  const session = useBrowserSession();

  it('says that nobody was found, and fits a phone', async () => {
    await using opened = await session.open({ viewport: PHONE });
    const { app, page } = opened;
    await page.getByText('Drop .torrent files here').waitFor();
    await pasteText(page, orphan('a'));
    await app.dialog.getByRole('heading', { name: 'Orphan a' }).waitFor();
    await app.dialog.getByText('Looking for peers').waitFor();
    await app.dialog.getByText('No peer found so far').waitFor();
    expect(await app.horizontalOverflow()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await app.dialog.getByRole('button', { name: 'Cancel' }).click();
    await app.dialog.waitFor({ state: 'detached' });
    expect(opened.faults).toEqual([]);
  });

  it('starts many without waiting, and says of each what is missing', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await page.getByText('Drop .torrent files here').waitFor();
    await dropText(page, ['b', 'c', 'd'].map(orphan).join('\n'));
    await app.dialog.getByRole('heading', { name: 'Add 3 torrents' }).waitFor();
    await app.dialog.getByRole('button', { name: 'Add all 3' }).click();
    await app.dialog.waitFor({ state: 'detached' });
    for (const digit of ['b', 'c', 'd']) await app.waitForState(`Orphan ${digit}`, 'Metadata');
    await app.openDetails('Orphan b');
    const overview = await app.showTab('Overview');
    await overview.getByText('Looking for peers').waitFor();
    await overview.getByText('Where peers come from').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const files = await app.showTab('Files');
    await files.getByText('not known before the metadata').waitFor();
    await app.details.getByRole('button', { name: 'Pause' }).click();
    await app.waitForState('Orphan b', 'Paused');
    expect(opened.faults).toEqual([]);
  });

  it('waits behind the sign-in where the browser hands it over', async () => {
    const path = `#add=${encodeURIComponent(orphan('e'))}`;
    await using opened = await session.openAsStranger(path);
    const { app, page } = opened;
    await page.getByLabel('User name').fill(TEST_USER);
    expect(page.url()).not.toContain('magnet');
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await app.dialog.getByRole('heading', { name: 'Orphan e' }).waitFor();
  });
});

describeWith(['chromium', 'libtorrent', 'opentracker'], 'a magnet link in the browser', () => {
  const session = useBrowserSession();
  let swarm: Swarm;
  let seed: LibtorrentClient;
  let opened: OpenedApp;
  let link: string;

  beforeAll(async () => {
    swarm = await openSwarm({ fixture: reefFolder, protocol: 'http' });
    const { torrent } = swarm;
    seed = await startLibtorrent('seed', {
      torrent,
      folder: torrent.contentFolder,
      useTrackers: true,
    });
    await seed.complete(METADATA_TIMEOUT_MS);
    await swarm.announced();
    const [tracker] = parseMetainfo(await readFile(torrent.path)).trackers.flat();
    link = `magnet:?xt=urn:btih:${torrent.infoHash}&dn=Reef&tr=${encodeURIComponent(tracker!)}`;
    opened = await session.open();
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await seed?.[Symbol.asyncDispose]();
    await swarm?.[Symbol.asyncDispose]();
  });

  it('shows the files as soon as a peer has sent the metadata', async () => {
    const { app, page } = opened;
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await app.dialog.getByRole('textbox', { name: /^Magnet links/ }).fill(link);
    await page.keyboard.press('Enter');
    await app.dialog.getByRole('heading', { name: NAME }).waitFor({ timeout: METADATA_TIMEOUT_MS });
    await app.dialog.getByText('3 of 3 files').waitFor();
    expect(await app.dialog.textContent()).toContain('8.00 MiB');
    expect(await app.rows.count()).toBe(0);
  });

  it('downloads what was chosen, byte for byte', async () => {
    const { app } = opened;
    await app.chooseFile(SOUNDTRACK);
    await app.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await app.waitForState(NAME, 'Seeding', FINISH_TIMEOUT_MS);
    const original = await treeDigest(join(swarm.torrent.contentFolder, NAME));
    const received = await treeDigest(join(session.server.downloadFolder, NAME));
    expect(received[FILM]).toBe(original[FILM]);
    expect(received[SOUNDTRACK]).toBeUndefined();
  });

  it('saves the .torrent file', async () => {
    const { app, page } = opened;
    const saved = page.waitForEvent('download');
    await app.act(NAME, /^Save .torrent/);
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`${NAME}.torrent`);
    const metainfo = parseMetainfo(await readFile(await download.path()));
    expect(metainfo.id).toBe(swarm.torrent.infoHash);
  });

  it('knows the download when the link comes again', async () => {
    const { app, page } = opened;
    await pasteText(page, link);
    await app.dialog.getByText('in the list already').waitFor();
    await app.dialog.getByRole('button', { name: 'Show it' }).click();
    await app.details.getByRole('heading', { name: NAME }).waitFor();
    expect(await app.rows.count()).toBe(1);
  });

  it('has met no exception, no refused resource and no foreign host on the way', () => {
    expect(opened.faults).toEqual([]);
  });
});

/** Whole pieces in every file, so that no piece of a wanted file reaches into the one left out. */
async function reefFolder(folder: string): Promise<string> {
  const root = join(folder, NAME);
  await writePseudoRandomFile(join(root, FILM), 5 * MEBIBYTE, 'film');
  await writePseudoRandomFile(join(root, 'Notes.txt'), MEBIBYTE, 'notes');
  await writePseudoRandomFile(join(root, SOUNDTRACK), 2 * MEBIBYTE, 'soundtrack');
  return root;
}
