/**
 * The app without a mouse: from the sign-in to a finished download, through the details and to every action of a row's menu,
 * with the names that a screen reader is given on the way. The steps follow one another. While the download runs, nothing
 * on the page may jump.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseMetainfo } from '../../server/src/engine/index.ts';
import { type Swarm, openSwarm } from '../interop/swarm.ts';
import { type LibtorrentClient, startLibtorrent } from '../support/clients/libtorrent.ts';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { describeWith } from '../support/describe-with.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { accessibleNodes, namesOf } from './accessibility-tree.ts';
import { type OpenedApp, useBrowserSession } from './browser-session.ts';

const MEBIBYTE = 1024 * 1024;
const NAME = 'Life of a Reef';
const SEED_BYTES_PER_SECOND = 2 * MEBIBYTE;
const MOST_STOPS = 80;
const WATCHED_MS = 3_000;
/** Of the window's area times its height: less cannot be seen. */
const LEAST_SHIFT = 0.0001;
const FINISH_TIMEOUT_MS = 60_000;

/** An entry of `layout-shift`, which the types of the browser do not know. */
interface Shift {
  value: number;
  sources: { node: Node | null }[];
}

async function reefFolder(folder: string): Promise<string> {
  const root = join(folder, NAME);
  await writePseudoRandomFile(join(root, 'Film', 'Reef.mkv'), 24 * MEBIBYTE, 'film');
  await writePseudoRandomFile(join(root, 'Notes.txt'), 2 * MEBIBYTE, 'notes');
  return root;
}

/** What has the focus: its role or tag, and its words. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    const label = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    const role = element?.getAttribute('role') ?? element?.localName ?? '';
    return `${role} ${label.replace(/\s+/g, ' ').trim()}`;
  });
}

/** Presses a key until what is looked for has the focus. */
async function goTo(page: Page, target: RegExp, key = 'Tab'): Promise<void> {
  const stops: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const here = await focused(page);
    if (target.test(here)) return;
    stops.push(here);
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not come to ${target}, but to: ${stops.join('; ')}`);
}

describeWith(['chromium', 'libtorrent', 'opentracker'], 'the app by keyboard alone', () => {
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
    opened = await session.openAsStranger();
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await seed?.[Symbol.asyncDispose]();
    await swarm?.[Symbol.asyncDispose]();
  });

  it('signs in', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(TEST_USER);
    await page.keyboard.press('Tab');
    await page.keyboard.type(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Drop .torrent files here').waitFor();
    expect(page.url()).toBe(session.server.link);
  });

  it('adds a magnet link, with a dialog and a tree that have names', async () => {
    const { app, page } = opened;
    await page.keyboard.press('a');
    await app.dialog.getByRole('textbox').first().waitFor();
    expect((await namesOf(page, 'dialog')).filter(Boolean)).toHaveLength(1);
    const { infoHash, path } = swarm.torrent;
    const { trackers } = parseMetainfo(await readFile(path));
    await page.keyboard.type(`magnet:?xt=urn:btih:${infoHash}&tr=${trackers[0]![0]}`);
    await page.keyboard.press('Enter');
    await app.dialog.getByRole('heading', { name: NAME }).waitFor({ timeout: 30_000 });
    await goTo(page, /^button Add$/);
    await page.keyboard.press('Enter');
    await app.dialog.waitFor({ state: 'detached' });
    await app.waitForState(NAME, 'Downloading');
  });

  it('reads the list as a grid whose rows say name and state', async () => {
    const { page } = opened;
    await goTo(page, /^grid Torrents/);
    const nodes = await accessibleNodes(page);
    expect(nodes.filter(({ role }) => role === 'grid').map(({ name }) => name)).toEqual([
      'Torrents',
    ]);
    const row = nodes.find(({ role, name }) => role === 'row' && name.includes(NAME));
    expect(row?.name ?? nodes.map((node) => `${node.role} ${node.name}`)).toMatch(/Downloading/);
  });

  it('lets nothing jump while figures change', async () => {
    const { app, page } = opened;
    await expect
      .poll(async () => (await app.figures(NAME)).downRate, { timeout: 15_000 })
      .toMatch(/\/s$/);
    const shifts = await page.evaluate(
      async ({ watchedMs, leastShift }) => {
        const found: string[] = [];
        const observer = new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries() as unknown as Shift[]) {
            // A figure at the right edge of its column begins elsewhere when it gets longer.
            if (value < leastShift) continue;
            const nodes = sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 200));
            found.push(`${value}: ${nodes.join(' and ')}`);
          }
        });
        observer.observe({ type: 'layout-shift' });
        await new Promise((resolve) => setTimeout(resolve, watchedMs));
        return found;
      },
      { watchedMs: WATCHED_MS, leastShift: LEAST_SHIFT },
    );
    expect(shifts).toEqual([]);
  });

  it('pauses and resumes', async () => {
    const { app, page } = opened;
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('p');
    await app.waitForState(NAME, 'Paused');
    await page.keyboard.press('p');
    await app.waitForState(NAME, 'Downloading');
    expect((await app.figures(NAME)).state).toBe('Downloading');
  });

  it('opens the details, and each of their tabs by its figure', async () => {
    const { app, page } = opened;
    await page.keyboard.press('Enter');
    await app.details.waitFor();
    const tabs = await app.details.getByRole('tab').allTextContents();
    expect(tabs.length).toBeGreaterThan(3);
    for (const [place, word] of tabs.entries()) {
      await page.keyboard.press(String(place + 1));
      await app.details.getByRole('tab', { name: word.trim(), selected: true }).waitFor();
    }
  });

  it('reads the files as a tree whose items have names', async () => {
    const { app, page } = opened;
    await page.keyboard.press('2');
    await app.details.getByText('Notes.txt').waitFor();
    const nodes = await accessibleNodes(page);
    const items = nodes.filter(({ role }) => role === 'treeitem' || role === 'row');
    expect(items.some(({ name }) => name.includes('Notes.txt'))).toBe(true);
    expect(nodes.find(({ role }) => role.startsWith('tree'))?.name).toBeTruthy();
  });

  it('finishes', async () => {
    await opened.app.waitForState(NAME, 'Seeding', FINISH_TIMEOUT_MS);
    await expect.poll(async () => (await opened.app.figures(NAME)).percent).toBe(100);
  });

  it('comes to every action of the menu of a row', async () => {
    const { page } = opened;
    await page.keyboard.press('Escape');
    await goTo(page, /^grid Torrents/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    const items = page.locator('[role=menuitem]:not([disabled])');
    const count = await items.count();
    const missed = new Set(await items.allTextContents());
    for (let step = 0; step < 2 * count; step += 1) {
      missed.delete(await page.evaluate(() => document.activeElement?.textContent ?? ''));
      await page.keyboard.press('ArrowDown');
    }
    expect(count).toBeGreaterThan(10);
    expect([...missed]).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });

  it('removes what it added', async () => {
    const { app, page } = opened;
    await goTo(page, /^grid Torrents/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await app.dialog.waitFor();
    await goTo(page, /^button Remove/);
    await page.keyboard.press('Enter');
    await app.row(NAME).waitFor({ state: 'detached' });
    expect(await app.rows.count()).toBe(0);
  });

  it('has met no exception, no breach of the policy and no foreign host on the way', () => {
    expect(opened.faults).toEqual([]);
  });
});
