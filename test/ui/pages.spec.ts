/** The pages beside the list, as a user goes through them: by keys, by the bar of a phone, and while things happen. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatsDto } from '../../shared/dto/stats.ts';
import { openSwarm } from '../interop/swarm.ts';
import { startLibtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { call } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { useBrowserSession } from './browser-session.ts';
import { PHONE, accessibilityFaults } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
/** More than fit a window. */
const TORRENTS = 40;
const BYTES = 8 * MEBIBYTE;

async function tides(folder: string): Promise<string> {
  await writePseudoRandomFile(join(folder, 'Tides', 'tides.bin'), BYTES, 'tides');
  return join(folder, 'Tides');
}

describeWith(['chromium'], 'the pages of the app', () => {
  const session = useBrowserSession();

  beforeAll(async () => {
    for (let number = 1; number <= TORRENTS; number++) {
      const name = `Chart ${String(number).padStart(2, '0')}`;
      await addTorrent(session.server.url, sampleTorrent(name, { 'a.pdf': number }), {
        paused: true,
      });
    }
  });

  it('are gone to by keys, with title and focus, and the list keeps its place', async () => {
    await using opened = await session.open();
    const { page, app } = opened;
    await app.rows.first().waitFor();
    const grid = page.getByRole('grid', { name: 'Torrents' });
    await app.rows.first().click();
    await grid.evaluate((element) => (element.scrollTop = 300));
    for (const [key, title] of [
      ['s', 'Stats'],
      ['a', 'Activity'],
      ['e', 'Settings'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForFunction((text) => document.title === `${text} - Shoal`, title);
      const heading = page.getByRole('heading', { name: title, exact: true, level: 1 });
      await heading.waitFor();
      await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    }
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await app.rows.first().waitFor();
    await page.waitForFunction(() => document.querySelector('[role=grid]')!.scrollTop === 300);
    expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.title()).toBe('Torrents - Shoal');
    expect(opened.faults).toEqual([]);
  });

  it('let those with a keyboard skip what is above the content', async () => {
    await using opened = await session.open();
    await opened.app.rows.first().waitFor();
    await opened.page.keyboard.press('Tab');
    await opened.page.keyboard.press('Enter');
    expect(await opened.page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('are gone to by the bar and the menu of a phone', async () => {
    await using opened = await session.open({ viewport: PHONE, isMobile: true, hasTouch: true });
    const { page, app } = opened;
    const bar = page.locator('shoal-bottom-bar');
    await bar.getByRole('link', { name: 'Activity' }).tap();
    await page.getByText('by tester').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await bar.getByRole('button', { name: 'Menu' }).tap();
    await app.dialog.getByText('Peer port').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await app.dialog.getByRole('link', { name: 'Stats' }).tap();
    await page.getByRole('heading', { name: 'Disks' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await bar.getByRole('link', { name: 'Torrents' }).tap();
    await page.locator('shoal-torrent-card').first().waitFor();
    await bar.getByRole('button', { name: 'Add' }).tap();
    await app.dialog.waitFor();
    expect(opened.faults).toEqual([]);
  });

  it('show events as they come, and who did what', async () => {
    await using opened = await session.open();
    const { page } = opened;
    await page.locator('shoal-nav-links').getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('link', { name: 'Chart 40' }).waitFor();
    const late = sampleTorrent('Late Arrival', { 'a.pdf': MEBIBYTE });
    await addTorrent(session.server.url, late, { paused: true });
    await page.getByRole('link', { name: 'Late Arrival' }).waitFor();
    await page.getByRole('searchbox').fill('chart 07');
    await page.getByRole('link', { name: 'Late Arrival' }).waitFor({ state: 'detached' });
    expect(await page.locator('shoal-events-part li').count()).toBe(1);
    await page.getByRole('link', { name: 'Audit' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Late Arrival' }).first();
    await row.getByText('Done').waitFor();
    expect(await row.textContent()).toContain('Added a torrent');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Server log' }).click();
    await page.getByRole('button', { name: 'Hold' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(opened.faults).toEqual([]);
  });
});

describeWith(['chromium', 'libtorrent', 'opentracker'], 'the statistics', () => {
  const session = useBrowserSession();
  const resources = new AsyncDisposableStack();

  beforeAll(async () => {
    const swarm = resources.use(await openSwarm({ fixture: tides, protocol: 'http' }));
    const { torrent } = swarm;
    const folder = torrent.contentFolder;
    const seed = resources.use(
      await startLibtorrent('seed', { torrent, folder, useTrackers: true }),
    );
    await seed.complete(20_000);
    const { url } = session.server;
    const file = { name: 'tides.torrent', bytes: await readFile(torrent.path) };
    await addTorrent(url, file, { paused: false });
    const isWhole = async (): Promise<boolean> => {
      const { body } = await call<StatsDto>(url, 'GET', '/api/stats');
      return body.sinceStart.downloadedBytes >= BYTES;
    };
    await waitUntil(isWhole, { timeoutMs: 30_000, what: 'the whole of the tides' });
  });
  afterAll(() => resources.disposeAsync());

  it('show what was moved, as bars and as a table', async () => {
    await using opened = await session.open();
    const { page, app } = opened;
    await app.row('Tides').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('region', { name: 'Since the start' }).getByText('8.00 MiB').waitFor();
    const chart = page.locator('shoal-traffic-card').getByRole('img');
    await chart.waitFor();
    expect(await chart.getAttribute('aria-label')).toContain('Downloaded: 8.00 MiB in all');
    await page.getByRole('button', { name: 'Show as table' }).click();
    await page.getByRole('cell', { name: '8.00 MiB' }).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(opened.faults).toEqual([]);
  });
});
