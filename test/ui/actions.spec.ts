/** What is done to one or many downloads in the browser: removals that can be undone, pauses, moves, labels. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import { describeWith } from '../support/describe-with.ts';
import { call } from '../support/rest-client.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { PHONE, accessibilityFaults } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
const NAMES = ['Atlas', 'Ballads', 'Charts', 'Diaries', 'Engravings'];

describeWith(['chromium'], 'actions in the browser', () => {
  const session = useBrowserSession();

  beforeAll(async () => {
    for (const [place, name] of NAMES.entries()) {
      const torrent = sampleTorrent(name, { 'a.pdf': (20 + place) * MEBIBYTE });
      await addTorrent(session.server.url, torrent, { paused: false });
    }
  });

  const downloads = async (): Promise<DownloadDto[]> => {
    const { body } = await call<DownloadListDto>(session.server.url, 'GET', '/api/downloads');
    return body.items.toSorted((one, other) => one.name.localeCompare(other.name));
  };
  const select = async ({ app }: OpenedApp, ...names: string[]): Promise<void> => {
    const [first, ...others] = names;
    await app.row(first!).click();
    for (const name of others) await app.row(name).click({ modifiers: ['ControlOrMeta'] });
  };

  it('pauses and resumes many with one key', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await app.row('Atlas').waitFor();
    await app.row('Atlas').click();
    await page.keyboard.press('Control+a');
    await page.getByRole('toolbar').getByText('5 selected').waitFor();
    await page.keyboard.press('p');
    for (const name of NAMES) await app.waitForState(name, 'Paused');
    expect((await downloads()).map(({ state }) => state)).toEqual(NAMES.map(() => 'paused'));
    expect(opened.faults).toEqual([]);
  });

  it('gives tags to a mixed selection, and leaves mixed what nobody touched', async () => {
    const [atlas] = await downloads();
    await call(session.server.url, 'PATCH', `/api/downloads/${atlas!.id}`, {
      body: { tags: ['old', 'blue'] },
    });
    await using opened = await session.open();
    const { app, page } = opened;
    await select(opened, 'Atlas', 'Ballads');
    await page.keyboard.press('t');
    const box = (name: string) => app.dialog.getByRole('checkbox', { name });
    expect(await box('old').evaluate((input: HTMLInputElement) => input.indeterminate)).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await box('old').click();
    await app.dialog.getByRole('textbox').fill('new');
    await page.keyboard.press('Enter');
    await app.dialog.getByRole('button', { name: 'Apply' }).click();
    await app.dialog.waitFor({ state: 'detached' });
    const tags = (await downloads()).map((download) => download.tags.toSorted());
    expect(tags.slice(0, 3)).toEqual([['blue', 'new', 'old'], ['new', 'old'], []]);
    expect(opened.faults).toEqual([]);
  });

  it('moves files to another folder, and says what room there is', async () => {
    await using opened = await session.open();
    const { app } = opened;
    await app.row('Charts').waitFor();
    await app.act('Charts', /^Move/);
    const target = join(session.server.downloadFolder, 'library');
    await app.dialog.getByRole('combobox', { name: 'Move to' }).fill(target);
    await app.dialog.getByText(/ free/).first().waitFor();
    await app.dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await app.dialog.getByText('All files are in their place.').waitFor();
    expect((await downloads())[2]?.directory).toBe(target);
    await access(target);
  });

  it('shows what a change of trackers would do before it is done', async () => {
    await using opened = await session.open();
    const { app } = opened;
    await app.row('Charts').waitFor();
    await app.act('Charts', /^Replace in trackers/);
    await app.dialog.getByRole('textbox', { name: 'Find' }).fill('127.0.0.1:9/');
    await app.dialog.getByRole('textbox', { name: 'Replace with' }).fill('tracker.example/');
    await app.dialog.getByRole('button', { name: 'Show what changes' }).click();
    await app.dialog.getByText('http://tracker.example/announce').waitFor();
    await app.dialog.getByRole('button', { name: 'Change 1 torrent' }).click();
    await app.dialog.waitFor({ state: 'detached' });
    const id = (await downloads())[2]!.id;
    const { body } = await call<{ url: string }[]>(
      session.server.url,
      'GET',
      `/api/downloads/${id}/trackers`,
    );
    expect(body.map(({ url }) => url)).toEqual(['http://tracker.example/announce']);
  });

  it('removes at once, brings back what is undone, and tells the server of the rest', async () => {
    await using opened = await session.open();
    const { app, page } = opened;
    await select(opened, 'Diaries', 'Engravings');
    await page.keyboard.press('Delete');
    await app.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Removed 2 torrents').waitFor();
    expect(await app.rows.count()).toBe(3);
    expect(await downloads()).toHaveLength(5);
    await app.row('Ballads').click();
    await page.keyboard.press('Shift+Delete');
    await app.dialog.getByRole('button', { name: 'Delete data…' }).click();
    await page.getByText('Removed with its data: Ballads').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('z');
    await app.row('Ballads').waitFor();
    await page.getByRole('button', { name: 'Remove now' }).click();
    await expect
      .poll(async () => (await downloads()).map(({ name }) => name))
      .toEqual(['Atlas', 'Ballads', 'Charts']);
    expect(opened.faults).toEqual([]);
  });

  it('tells the server of a removal when the page is closed', async () => {
    const opened = await session.open({ viewport: PHONE });
    const { app, page } = opened;
    const card = page.locator('shoal-torrent-card').filter({ hasText: 'Ballads' });
    await card.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: /^Remove/ }).click();
    await app.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    await page.close({ runBeforeUnload: true });
    await expect
      .poll(async () => (await downloads()).map(({ name }) => name))
      .toEqual(['Atlas', 'Charts']);
    await opened[Symbol.asyncDispose]();
  });
});
