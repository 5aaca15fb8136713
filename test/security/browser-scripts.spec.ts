/**
 * Stored cross-site scripting: thirty payloads in every text that strangers or users may choose, opened in every
 * view of the app, in a real browser with its policy reporting. Nothing runs, and nothing needs to be stopped.
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetainfo, parseMetainfo } from '../../server/src/engine/index.ts';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, torrentForm } from '../support/rest-client.ts';
import { describeWith } from '../support/describe-with.ts';
import { AppPage } from '../ui/app-page.ts';
import { dropFiles, launchBrowser } from '../ui/browser.ts';
import { signIn } from '../ui/sign-in.ts';
import { HostileEngine } from './hostile-engine.ts';
import { showRawNames } from './raw-names.ts';
import { SCRIPT_PAYLOADS } from './script-payloads.ts';
import { watchPage, type WatchedPage } from './watched-page.ts';

const CLIENT = join(import.meta.dirname, '..', '..', 'dist', 'client', 'browser');
const PIECE_LENGTH = 16_384;
/** The rows of all payloads at once. */
const TALL = { width: 1400, height: 2400 };
const PHONE = { width: 390, height: 6000 };
/** A payload that ran at all did so at once: handlers of what is not found come last. */
const SETTLE_MS = 300;
const TABS = ['Overview', 'Files', 'Peers', 'Trackers'] as const;

/** A torrent that has one payload as its name and all of them everywhere else. */
function hostileTorrent(index: number, suffix = ''): Uint8Array {
  const payload = SCRIPT_PAYLOADS[index]!;
  return createMetainfo({
    name: payload + suffix,
    files: SCRIPT_PAYLOADS.map((path) => ({ path: [path], bytes: 1 })),
    pieceLength: PIECE_LENGTH,
    pieceHashes: new Uint8Array(20).fill(index),
    trackers: SCRIPT_PAYLOADS.map((text) => [
      `http://tracker.test/${encodeURI(text)}?${text.replaceAll(/[\s#]/g, '+')}`,
    ]),
    private: true,
    comment: `${payload}</script></title></textarea>`,
    createdBy: payload,
  });
}

/** What the parser makes of the payloads, and what they were. */
const RAW_NAMES = new Map(
  SCRIPT_PAYLOADS.map((payload, index) => [parseMetainfo(hostileTorrent(index)).name, payload]),
);

describeWith(['chromium'], 'a text that is a script', () => {
  let browser: Browser;
  let app: FakeApp;
  const engine = new HostileEngine();
  const ids: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    app = await startFakeApp({ clientDirectory: CLIENT, createEngine: () => engine });
    for (const [index, payload] of SCRIPT_PAYLOADS.entries()) {
      ids.push(await start(hostileTorrent(index), payload));
    }
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  async function start(bytes: Uint8Array, payload: string): Promise<string> {
    const form = { body: torrentForm(bytes) };
    const { body } = await call<{ id: string }>(app.url, 'POST', '/api/upload-torrent', form);
    const request = {
      torrentId: body.id,
      directory: join(app.config.downloadDirectory, payload),
      tags: [payload],
      category: payload,
    };
    const answer = await call(app.url, 'POST', '/api/start-download', { body: request });
    expect(answer.body).toMatchObject({ id: body.id });
    return body.id;
  }

  interface Opened extends WatchedPage, AsyncDisposable {
    app: AppPage;
    context: BrowserContext;
  }

  async function open(path = '', viewport = TALL): Promise<Opened> {
    const link = `${app.url}/`;
    const storageState = await signIn(link);
    const context = await browser.newContext({ viewport, storageState, reducedMotion: 'reduce' });
    context.setDefaultTimeout(10_000);
    await showRawNames(context, RAW_NAMES);
    const watched = await watchPage(await context.newPage());
    await watched.page.goto(link + path);
    return {
      ...watched,
      context,
      app: new AppPage(watched.page),
      [Symbol.asyncDispose]: () => context.close(),
    };
  }

  it('would be noticed: what has an effect on such a page is reported', async () => {
    await using opened = await open();
    await opened.app.rows.first().waitFor();
    const fault = await opened.page.evaluate((payload) => {
      try {
        document.body.innerHTML += payload;
        return 'none';
      } catch (error) {
        return (error as Error).name;
      }
    }, SCRIPT_PAYLOADS[1]!);
    // Trusted Types: not even text becomes markup.
    expect(fault).toBe('TypeError');
    await expect
      .poll(() => opened.incidents)
      .toEqual([expect.stringContaining('require-trusted-types-for')]);
  });

  it('reaches the app as it is, but for names, which the parser makes safe for any disk', async () => {
    const { body } = await call<DownloadListDto>(app.url, 'GET', '/api/downloads');
    const seen = (field: (row: DownloadDto) => string | null | undefined): Set<unknown> =>
      new Set(body.items.map(field));
    expect(seen((row) => row.category)).toEqual(new Set(SCRIPT_PAYLOADS));
    expect(seen((row) => row.tags[0])).toEqual(new Set(SCRIPT_PAYLOADS));
    expect(seen((row) => row.name)).toEqual(new Set(RAW_NAMES.keys()));
    expect([...RAW_NAMES.keys()].filter((name) => /[<>":]/.test(name))).toEqual([]);
  });

  it('is a name in the list, on a desktop and on a phone', async () => {
    await using wide = await open();
    await wide.app.rows.nth(SCRIPT_PAYLOADS.length - 1).waitFor();
    expect(await textOf(wide.page)).toContain(SCRIPT_PAYLOADS[1]);
    await using narrow = await open('', PHONE);
    await narrow.page.locator('shoal-torrent-card').nth(20).waitFor();
    await narrow.page.waitForTimeout(SETTLE_MS);
    expect([...wide.incidents, ...narrow.incidents]).toEqual([]);
  });

  it('is a text in every tab of the details', async () => {
    await using opened = await open(`torrents/${ids[0]}`);
    for (const [index] of SCRIPT_PAYLOADS.entries()) {
      await opened.app.openDetails(SCRIPT_PAYLOADS[index]!);
      const tab = TABS[index % TABS.length]!;
      await opened.app.showTab(tab);
    }
    for (const tab of TABS) {
      const panel = await opened.app.showTab(tab);
      if (tab === 'Peers') await panel.getByText('<video>').waitFor();
      if (tab === 'Trackers') await panel.getByText('<video>').first().waitFor();
      await opened.page.waitForTimeout(SETTLE_MS);
    }
    expect(opened.incidents).toEqual([]);
  });

  it('is a text in the dialogs that add and remove, and in the search', async () => {
    await using opened = await open();
    await opened.app.rows.first().waitFor();
    const files = SCRIPT_PAYLOADS.map((payload, index) => ({
      name: `${payload}.torrent`,
      bytes: hostileTorrent(index, ' 2'),
    }));
    await dropFiles(opened.page, files);
    const { dialog } = opened.app;
    for (const [index] of SCRIPT_PAYLOADS.entries()) {
      const line = dialog.getByRole('listitem').filter({ hasText: `xss(${index})` });
      const isOneOfMany = index < SCRIPT_PAYLOADS.length - 1;
      if (isOneOfMany) await line.getByRole('button').first().click();
      await dialog.getByRole('heading', { name: `xss(${index})` }).waitFor();
      await dialog.getByText('Trackers, info hash').click();
      if (isOneOfMany) await line.getByRole('button').last().click();
    }
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await opened.page.keyboard.press('Control+a');
    await opened.page.getByRole('combobox', { name: 'Search torrents' }).fill(SCRIPT_PAYLOADS[1]!);
    // Away from what the box suggests.
    await opened.page.keyboard.press('Enter');
    await opened.app.rows.first().click();
    await opened.page.keyboard.press('Delete');
    await opened.app.dialog.waitFor();
    await opened.page.waitForTimeout(SETTLE_MS);
    expect(opened.incidents).toEqual([]);
  });

  it('is a text in refused files, errors and notices', async () => {
    await using opened = await open();
    await opened.app.rows.first().waitFor();
    await expect.poll(() => opened.page.getByText('Connected').count()).toBeGreaterThan(0);
    for (const [index, payload] of SCRIPT_PAYLOADS.entries()) {
      engine.notice('warning', 'test', payload);
      engine.failDownload(ids[index]!, { code: 'io-error', message: payload });
    }
    await opened.page.locator('mat-snack-bar-container').first().waitFor();
    await opened.app.openDetails(SCRIPT_PAYLOADS[1]!);
    await opened.app.details.getByRole('alert').waitFor();
    for (const payload of SCRIPT_PAYLOADS.slice(0, 5)) {
      await dropFiles(opened.page, [{ name: `${payload}.torrent`, bytes: Buffer.from(payload) }]);
      await opened.app.dialog.getByRole('alert').waitFor();
      await opened.page.keyboard.press('Escape');
      await opened.app.dialog.waitFor({ state: 'detached' });
    }
    expect(opened.incidents).toEqual([]);
  });

  it('is a text in the names of browsers and tokens', async () => {
    for (const payload of SCRIPT_PAYLOADS) {
      const { cookies } = await signIn(`${app.url}/`, payload);
      expect(cookies).toHaveLength(1);
      const body = { name: payload, scope: 'read' };
      const answer = await call(app.url, 'POST', '/api/auth/tokens', { body });
      expect(answer.status).toBe(201);
    }
    await using opened = await open();
    for (const item of ['Signed-in browsers', 'API tokens']) {
      await opened.page.getByRole('button', { name: /^Account/ }).click();
      await opened.page.getByRole('menuitem', { name: item }).click();
      await opened.page.getByRole('main').getByRole('listitem').nth(20).waitFor();
      await opened.page.waitForTimeout(SETTLE_MS);
    }
    expect(opened.incidents).toEqual([]);
  });

  it('does not run where an answer of the API is opened as a page', async () => {
    const parts = ['downloads', 'tags', 'categories', 'logs', 'activity', 'audit', 'auth/tokens'];
    for (const part of ['files', 'peers', 'trackers']) parts.push(`downloads/${ids[1]}/${part}`);
    parts.push(`torrents/${ids[1]}`);
    const texts = SCRIPT_PAYLOADS.slice(0, 6).map(encodeURIComponent);
    for (const text of texts) parts.push(`downloads/${text}?x=${text}`);
    await using opened = await open();
    for (const path of [...parts.map((part) => `api/${part}`), ...texts]) {
      const response = await opened.page.goto(`${app.url}/${path}`);
      const headers = response!.headers();
      const type = headers['content-type']?.split(';', 1)[0];
      const kind = type === 'application/problem+json' ? 'application/json' : type;
      expect({ path, kind }).toEqual({
        path,
        kind: path.startsWith('api/') ? 'application/json' : 'text/html',
      });
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    // Chromium's own viewer of JSON has a style that our policy stops; it is none of our scripts.
    const scripts = opened.incidents.filter((incident) => !incident.includes('style-src'));
    expect(scripts).toEqual([]);
  });
});

async function textOf(page: Page): Promise<string> {
  return (await page.locator('body').textContent()) ?? '';
}
