/** The details as a user works with them: where they are docked, what they follow, the tree of files, a phone. */
import { beforeAll, expect, it } from 'vitest';
import type { DownloadFileDto } from '@shared/dto/download.js';
import { describeWith } from '../support/describe-with.ts';
import { call } from '../support/rest-client.ts';
import { useBrowserSession } from './browser-session.ts';
import { PHONE, accessibilityFaults } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
const ALBUM = 'Harbour Sounds';
const FILM = 'Night Sky';

describeWith(['chromium'], 'the details of a torrent', () => {
  const session = useBrowserSession();
  let albumId = '';

  const files = async (): Promise<DownloadFileDto[]> => {
    const path = `/api/downloads/${albumId}/files`;
    return (await call<DownloadFileDto[]>(session.server.url, 'GET', path)).body;
  };

  beforeAll(async () => {
    const { url } = session.server;
    const album = sampleTorrent(ALBUM, {
      'bells.flac': 3 * MEBIBYTE,
      'Ships/horn 2.flac': MEBIBYTE,
      'Ships/horn 10.flac': MEBIBYTE,
    });
    await addTorrent(url, album, { paused: true });
    await addTorrent(url, sampleTorrent(FILM, { 'sky.mkv': 5 * MEBIBYTE }), { paused: true });
    const { body } = await call<{ items: { id: string; name: string }[] }>(
      url,
      'GET',
      '/api/downloads',
    );
    albumId = body.items.find(({ name }) => name === ALBUM)!.id;
  });

  it('are docked below or beside the list, with a size that keys change and a reload keeps', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await app.openDetails(ALBUM);
    const box = async () => (await app.details.boundingBox())!;
    const handle = page.getByRole('separator', { name: 'Size of the details' });
    const below = await box();
    await handle.focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(async () => (await box()).height).toBe(below.height + 24);
    await app.details.getByRole('button', { name: 'Dock beside the list' }).click();
    await expect.poll(async () => (await box()).x).toBeGreaterThan(700);
    const beside = await box();
    await handle.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await box()).width).toBe(beside.width + 24);
    await page.reload();
    await app.details.waitFor();
    expect((await box()).width).toBe(beside.width + 24);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(opened.faults).toEqual([]);
  });

  it('follow the selection, sum up several, and change tabs by number', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await app.openDetails(ALBUM);
    await app.details.getByText('It is paused').waitFor();
    await page.keyboard.press('2');
    await app.details.getByRole('tree').waitFor();
    await app.row(FILM).click();
    await app.details.getByRole('heading', { name: FILM }).waitFor();
    await app.details.getByRole('treeitem', { name: 'sky.mkv' }).waitFor();
    await app.row(ALBUM).click({ modifiers: ['Control'] });
    await app.details.getByRole('heading', { name: '2 torrents selected' }).waitFor();
    await app.details.getByText('10.0 MiB in all').waitFor();
    await page.keyboard.press('Escape');
    await app.details.waitFor({ state: 'detached' });
    expect(opened.faults).toEqual([]);
  });

  it('have a tree of files: found, skipped and renamed by keys alone', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await app.openDetails(ALBUM);
    const panel = await app.showTab('Files');
    const tree = panel.getByRole('tree');
    await panel.getByRole('searchbox').fill('horn');
    await panel.getByText('2 of 2 files found').waitFor();
    await tree.focus();
    for (const key of ['ArrowDown', 'ArrowDown', ' ']) await page.keyboard.press(key);
    const ships = tree.getByRole('treeitem', { name: 'Ships' });
    await expect.poll(() => ships.getAttribute('aria-checked')).toBe('false');
    await panel.getByRole('searchbox').fill('');
    const root = tree.getByRole('treeitem', { name: ALBUM });
    await expect.poll(() => root.getAttribute('aria-checked')).toBe('mixed');
    await expect
      .poll(async () => (await files()).map(({ priority }) => priority))
      .toEqual(['normal', 'skip', 'skip']);
    await tree.focus();
    await page.keyboard.press('s');
    await page.keyboard.press('F2');
    await app.dialog.getByRole('textbox').fill('Vessels');
    await page.keyboard.press('Enter');
    await tree.getByRole('treeitem', { name: 'Vessels' }).waitFor();
    expect((await files())[1]!.path).toBe(`${ALBUM}/Vessels/horn 2.flac`);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(opened.faults).toEqual([]);
  });

  it('are a page on a phone', async () => {
    await using opened = await session.open({ viewport: PHONE, isMobile: true, hasTouch: true });
    const { app, page } = opened;
    const card = page.locator('shoal-torrent-card').filter({ hasText: FILM });
    await card.getByRole('link').tap();
    await app.details.getByText('It is paused').waitFor();
    expect((await app.details.boundingBox())?.width).toBe(PHONE.width);
    await app.showTab('Files');
    await app.details.getByRole('treeitem', { name: 'sky.mkv' }).waitFor();
    expect(await app.horizontalOverflow()).toBe(0);
    await app.details.getByRole('button', { name: 'Back to the list' }).tap();
    await card.waitFor();
  });
});
