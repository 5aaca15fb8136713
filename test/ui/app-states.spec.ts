/** What the app says where there is nothing to show, where a file is bad, where the server is gone. */
import { beforeAll, expect, it } from 'vitest';
import type { Problem } from '@shared/dto/problem.js';
import { describeWith } from '../support/describe-with.ts';
import { call, torrentForm } from '../support/rest-client.ts';
import { useBrowserSession } from './browser-session.ts';
import { PHONE, dropFiles } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
const RECONNECT_TIMEOUT_MS = 20_000;

describeWith(['chromium'], 'the app in a browser', () => {
  const session = useBrowserSession();

  it('invites to drop files where the list is empty', async () => {
    await using opened = await session.open();
    await opened.page.getByText('Drop .torrent files here').waitFor();
    await opened.page.getByRole('button', { name: 'Choose files' }).waitFor();
    expect(opened.faults).toEqual([]);
  });

  it('takes files from the file picker', async () => {
    await using opened = await session.open();
    const chooser = opened.page.waitForEvent('filechooser');
    await opened.page.getByRole('button', { name: 'Choose files' }).click();
    const { name, bytes } = sampleTorrent('Old Maps', { 'atlas.pdf': 40 * MEBIBYTE });
    const mimeType = 'application/x-bittorrent';
    await (await chooser).setFiles([{ name, mimeType, buffer: Buffer.from(bytes) }]);
    await opened.app.dialog.getByRole('heading', { name: 'Old Maps' }).waitFor();
    await opened.app.dialog.getByText('1 of 1 file').waitFor();
    expect(await opened.app.dialog.textContent()).toContain('40.0 MiB');
  });

  it("names a broken file and gives the server's reason", async () => {
    await using opened = await session.open();
    const bytes = Buffer.from('d4:spam');
    const body = torrentForm(bytes);
    const refused = await call<Problem>(session.server.url, 'POST', '/api/upload-torrent', {
      body,
    });
    const { detail } = refused.body;
    await dropFiles(opened.page, [{ name: 'broken.torrent', bytes }]);
    const alert = opened.app.dialog.getByRole('alert');
    await alert.filter({ hasText: 'broken.torrent' }).filter({ hasText: detail }).waitFor();
    expect(detail).toBeTruthy();
    const add = opened.app.dialog.getByRole('button', { name: 'Add', exact: true });
    expect(await add.count()).toBe(0);
  });

  it('fits a phone, and starts a torrent there', async () => {
    await using opened = await session.open({
      viewport: PHONE,
      isMobile: true,
      hasTouch: true,
    });
    const { app, page } = opened;
    const long = 'Collected Letters of a Naturalist, Volumes One to Twelve (1898, illustrated)';
    await dropFiles(page, [
      sampleTorrent(long, {
        'Volumes/One of the twelve volumes.epub': MEBIBYTE,
        'two.epub': MEBIBYTE,
      }),
    ]);
    await app.dialog.getByText('2 of 2 files').waitFor();
    expect(await app.horizontalOverflow()).toBe(0);
    await app.dialog.getByRole('button', { name: 'Add', exact: true }).tap();
    const card = page.locator('shoal-torrent-card').filter({ hasText: long });
    await card.waitFor();
    expect(await app.horizontalOverflow()).toBe(0);
    await card.getByRole('link').tap();
    for (const word of ['Overview', 'Files', 'Trackers', 'Peers', 'Options', 'Events'] as const) {
      await app.showTab(word);
      expect(await app.horizontalOverflow()).toBe(0);
    }
    expect(opened.faults).toEqual([]);
  });

  it('says that the connection is lost, and finds the server when it is back', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    const name = 'Harbour Sounds';
    await dropFiles(page, [sampleTorrent(name, { 'bells.flac': 30 * MEBIBYTE })]);
    await app.dialog.getByRole('combobox', { name: 'Start' }).selectOption('Paused');
    await app.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await app.waitForState(name, 'Paused');
    await session.server.kill();
    const banner = page.getByText('Connection lost.');
    await banner.waitFor();
    expect(await app.row(name).isVisible()).toBe(true);
    await session.server.startAgain();
    await banner.waitFor({ state: 'detached', timeout: RECONNECT_TIMEOUT_MS });
    await app.waitForState(name, 'Paused');
    await app.act(name, /^Resume/);
    await app.waitForState(name, 'Downloading');
  });
});

describeWith(['chromium'], 'the table of torrents', () => {
  const session = useBrowserSession();

  beforeAll(async () => {
    const torrent = sampleTorrent('Harbour Sounds', { 'bells.flac': 30 * MEBIBYTE });
    await addTorrent(session.server.url, torrent, { paused: false });
  });

  it.each([720, 800, 900, 1024, 1100, 1280, 1440])('fits a window of %i pixels', async (width) => {
    await using opened = await session.open({ viewport: { width, height: 800 } });
    await opened.app.rows.first().waitFor();
    expect(await opened.app.tableOverflow()).toBe(0);
    expect(await opened.app.horizontalOverflow()).toBe(0);
  });
});
