/** Adding in the browser: many at the same time by drop, paste and address, files to choose, labels, and without a dialog. */
import { expect, it } from 'vitest';
import type { DownloadDto, DownloadFileDto, DownloadListDto } from '@shared/dto/download.js';
import type { Problem } from '@shared/dto/problem.js';
import { describeWith } from '../support/describe-with.ts';
import { call } from '../support/rest-client.ts';
import { useBrowserSession } from './browser-session.ts';
import { PHONE, accessibilityFaults, dropFiles, pasteText } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
const MAPS = sampleTorrent('Old Maps', { 'a/atlas.pdf': 4 * MEBIBYTE, 'notes.txt': MEBIBYTE });
const POEMS = sampleTorrent('Lighthouse Poems', { 'one.txt': MEBIBYTE, 'two.txt': MEBIBYTE });
const LETTERS = sampleTorrent('Letters', { 'all.epub': MEBIBYTE });
const VOYAGES = sampleTorrent('Voyages', { 'log.txt': MEBIBYTE });
/** The server fetches nothing from its own machine. */
const ADDRESS = 'http://127.0.0.1:9/sounds.torrent';
const MAGNET = `magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=Orphan`;

describeWith(['chromium'], 'adding in the browser', () => {
  const session = useBrowserSession();
  const find = async (name: string): Promise<DownloadDto | undefined> => {
    const { body } = await call<DownloadListDto>(session.server.url, 'GET', '/api/downloads');
    return body.items.find((download) => download.name === name);
  };

  it('takes files, magnets and addresses into one list, and adds all of them', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await addTorrent(session.server.url, LETTERS, { paused: true });
    await app.row('Letters').waitFor();
    await dropFiles(page, [MAPS, POEMS, LETTERS, { name: 'no.torrent', bytes: Buffer.from('?') }]);
    await pasteText(page, MAGNET);
    await page.getByRole('button', { name: 'Add more' }).click();
    await app.dialog.getByRole('textbox', { name: /^Magnet links/ }).fill(ADDRESS);
    await page.keyboard.press('Enter');
    await app.dialog.getByRole('heading', { name: 'Add 6 torrents' }).waitFor();
    const lines = app.dialog.getByRole('list', { name: 'To be added' });
    const line = (text: string) => lines.getByRole('listitem').filter({ hasText: text });
    await line('Old Maps').filter({ hasText: '5.00 MiB, 2 files' }).waitFor();
    await line('Orphan').filter({ hasText: 'Looking for peers' }).waitFor();
    await line('Letters').filter({ hasText: 'In the list already' }).waitFor();
    await line('no.torrent').filter({ hasText: 'not a usable .torrent' }).waitFor();
    const { body } = await call<Problem>(session.server.url, 'POST', '/api/upload-torrent', {
      body: { url: ADDRESS },
    });
    await line(ADDRESS).filter({ hasText: body.detail }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await app.chooseFile('notes.txt');
    await app.dialog.getByText('1 of 2 files').waitFor();
    await app.dialog.getByRole('combobox', { name: 'Category' }).fill('maps');
    await app.dialog.getByRole('combobox', { name: 'Tags' }).fill('old');
    await page.keyboard.press('Enter');
    await app.dialog.getByRole('combobox', { name: 'Start' }).selectOption('Paused');
    await app.dialog.getByRole('button', { name: /^Add all/ }).click();
    await app.waitForState('Old Maps', 'Paused');
    for (const name of ['Lighthouse Poems', 'Orphan']) await app.waitForState(name, 'Paused');
    const maps = await find('Old Maps');
    expect(maps).toMatchObject({ category: 'maps', tags: ['old'], wantedBytes: 4 * MEBIBYTE });
    const files = await call<DownloadFileDto[]>(
      session.server.url,
      'GET',
      `/api/downloads/${maps!.id}/files`,
    );
    expect(files.body.map(({ path, priority }) => [path, priority])).toEqual([
      ['Old Maps/a/atlas.pdf', 'normal'],
      ['Old Maps/notes.txt', 'skip'],
    ]);
    // What failed is still there, with its reason.
    await app.dialog.getByRole('button', { name: /^no\.torrent/ }).click();
    await app.dialog.getByRole('alert').filter({ hasText: 'no.torrent' }).waitFor();
  });

  it('adds what is dropped without the dialog where that is wished, as the last time', async () => {
    await using opened = await session.open({ viewport: PHONE });
    const { app, page } = opened;
    await pasteText(page, `magnet:?xt=urn:btih:${'b'.repeat(40)}&dn=Second+Orphan`);
    await app.dialog.getByText('old', { exact: true }).waitFor();
    await app.dialog.getByRole('button', { name: 'Reset to defaults' }).click();
    await app.dialog.getByRole('checkbox', { name: /^Quick add/ }).check();
    await app.dialog.getByRole('combobox', { name: 'Start' }).selectOption('Paused');
    await app.dialog.getByRole('combobox', { name: 'Tags' }).fill('quick');
    await page.keyboard.press('Enter');
    expect(await app.horizontalOverflow()).toBe(0);
    await app.dialog.getByRole('button', { name: 'Add without waiting' }).click();
    await app.dialog.waitFor({ state: 'detached' });
    await dropFiles(page, [VOYAGES]);
    await page.getByText('Added Voyages.').waitFor();
    expect(await app.dialog.count()).toBe(0);
    await expect.poll(() => find('Voyages')).toMatchObject({ tags: ['quick'], state: 'paused' });
    await page.getByRole('button', { name: 'Show' }).click();
    await app.details.getByRole('heading', { name: 'Voyages' }).waitFor();
    expect(opened.faults).toEqual([]);
  });
});
