/** The app behind a path of a proxy: everything that it asks for is below that path, after a reload in the middle too. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { describeWith } from '../support/describe-with.ts';
import { AppPage } from './app-page.ts';
import { type OpenedPage, launchBrowser, openPage } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';
import { ShoalServer } from './shoal-server.ts';

const BASE_PATH = '/torrents/shoal/';
const NAME = 'Sea Charts';

describeWith(['chromium'], 'the app below a path', () => {
  let server: ShoalServer;
  let browser: Browser;
  let opened: OpenedPage;
  let app: AppPage;
  const elsewhere: string[] = [];

  beforeAll(async () => {
    server = await ShoalServer.start(BASE_PATH);
    browser = await launchBrowser();
    opened = await openPage(browser, server.link);
    app = new AppPage(opened.page);
    const note = (address: string): void => {
      const { pathname } = new URL(address);
      if (!pathname.startsWith(BASE_PATH)) elsewhere.push(address);
    };
    opened.page.on('request', (request) => note(request.url()));
    opened.page.on('websocket', (socket) => note(socket.url()));
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it('signs in there', async () => {
    const { page } = opened;
    await page.getByRole('textbox', { name: 'User name' }).fill(TEST_USER);
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Drop .torrent files here').waitFor();
    expect(page.url()).toBe(server.link);
  });

  it('follows what happens, over the stream', async () => {
    await addTorrent(server.url, sampleTorrent(NAME, { 'a.pdf': 1 << 20 }), { paused: true });
    await app.waitForState(NAME, 'Paused');
    expect(await app.rows.count()).toBe(1);
  });

  it('comes back where it was at a reload', async () => {
    const { page } = opened;
    await app.openDetails(NAME);
    await app.showTab('Files');
    expect(new URL(page.url()).pathname).toMatch(/^\/torrents\/shoal\/torrents\/\w+$/);
    await page.reload();
    await app.details.getByRole('tab', { name: 'Files', selected: true }).waitFor();
    await app.row(NAME).waitFor();
    expect(new URL(page.url()).search).toBe('?tab=files');
  });

  it('has asked for nothing above its path, and met no fault', () => {
    expect(elsewhere).toEqual([]);
    expect(opened.faults).toEqual([]);
  });
});
