/** The table of torrents in the hands of its user: order, columns, density, the keyboard alone, and cards on a phone. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { PHONE } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
/** By name: how large. */
const SIZES = { Anchor: 3, Buoy: 9, Compass: 3, Dory: 6, Eddy: 9 };
const LONG_PRESS_MS = 700;

describeWith(['chromium'], 'the list of torrents in a browser', () => {
  const session = useBrowserSession();
  let opened: OpenedApp;
  let page: Page;

  const names = () => page.locator('shoal-torrent-row .name .word').allTextContents();
  const header = (name: string) => page.getByRole('columnheader', { name });
  const selected = () =>
    page.locator('shoal-torrent-row[aria-selected=true] .name .word').allTextContents();
  const width = async (cell: Locator) => (await cell.boundingBox())!.width;

  beforeAll(async () => {
    for (const [name, size] of Object.entries(SIZES)) {
      const torrent = sampleTorrent(name, { 'data.bin': size * MEBIBYTE });
      await addTorrent(session.server.url, torrent, { paused: true });
    }
    opened = await session.open();
    ({ page } = opened);
    await opened.app.rows.nth(4).waitFor();
  });
  afterAll(async () => await opened?.[Symbol.asyncDispose]());

  it('sorts by one key, and with Shift by a second where that is equal', async () => {
    await header('Size').getByRole('button').click();
    await header('Name')
      .getByRole('button')
      .click({ modifiers: ['Shift'] });
    await expect.poll(names).toEqual(['Buoy', 'Eddy', 'Dory', 'Anchor', 'Compass']);
    expect(await header('Size').getAttribute('aria-sort')).toBe('descending');
    expect(await header('Name').textContent()).toContain('sort key 2, ascending');
    await header('Name')
      .getByRole('button')
      .click({ modifiers: ['Shift'] });
    await expect.poll(names).toEqual(['Eddy', 'Buoy', 'Dory', 'Compass', 'Anchor']);
  });

  it('moves, fits and hides columns by drag and by menu, and remembers it', async () => {
    const columns = () => page.getByRole('columnheader').allTextContents();
    await header('Ratio')
      .getByRole('button')
      .dragTo(header('Size'), {
        targetPosition: { x: 14, y: 10 },
      });
    await expect.poll(async () => (await columns()).join(' ')).toMatch(/Ratio\s+Size/);
    const before = await width(header('State'));
    await header('State').locator('.grip').dblclick();
    await expect.poll(() => width(header('State'))).not.toBe(before);
    await header('ETA').getByRole('button').focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Hide column' }).click();
    await header('ETA').waitFor({ state: 'detached' });
    await page.reload();
    await header('Ratio').waitFor();
    expect((await columns()).join()).not.toContain('ETA');
    await expect.poll(names).toEqual(['Eddy', 'Buoy', 'Dory', 'Compass', 'Anchor']);
  });

  it('offers every other column, and rows of another height', async () => {
    await page.getByRole('button', { name: 'Columns and rows' }).click();
    await page.getByRole('menuitem', { name: /^Choose columns/ }).click();
    await page.getByRole('checkbox', { name: 'Info hash' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await header('Info hash').waitFor();
    const tall = (await opened.app.row('Dory').boundingBox())!.height;
    await page.getByRole('button', { name: 'Columns and rows' }).click();
    await page.getByRole('menuitemradio', { name: 'Compact rows' }).click();
    await expect.poll(async () => (await opened.app.row('Dory').boundingBox())!.height).toBe(28);
    expect(tall).toBe(36);
  });

  it('selects by the keyboard as a file manager does, and says where the keyboard is', async () => {
    const grid = page.getByRole('grid', { name: 'Torrents' });
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(selected).toEqual(['Eddy', 'Buoy']);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Space');
    await expect.poll(selected).toEqual(['Eddy', 'Buoy', 'Anchor']);
    const active = page.locator(`[id="${await grid.getAttribute('aria-activedescendant')}"]`);
    expect(await active.getAttribute('aria-rowindex')).toBe('6');
    expect(await grid.getAttribute('aria-rowcount')).toBe('6');
    await page.keyboard.press('Control+a');
    await expect.poll(async () => (await selected()).length).toBe(5);
  });

  it('selects on a phone from a long press on, until it is done', async () => {
    await using phone = await session.open({ viewport: PHONE, hasTouch: true, isMobile: true });
    const cards = phone.page.locator('shoal-torrent-card');
    await cards.nth(4).waitFor();
    await longPress(phone.page, cards.nth(1));
    await expect.poll(() => cards.locator('input:checked').count()).toBe(1);
    await cards.nth(3).locator('.content').tap();
    await expect.poll(() => cards.locator('input:checked').count()).toBe(2);
    await phone.page.getByRole('button', { name: 'Done' }).tap();
    await expect.poll(() => cards.locator('input').count()).toBe(0);
    await cards.nth(2).locator('.content').tap();
    await phone.app.details.waitFor();
    expect(phone.faults).toEqual([]);
  });

  it('has met no exception and no refused resource on the way', () => {
    expect(opened.faults).toEqual([]);
  });
});

async function longPress(page: Page, card: Locator): Promise<void> {
  const box = (await card.boundingBox())!;
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await page.waitForTimeout(LONG_PRESS_MS);
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
