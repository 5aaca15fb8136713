/** One server and one browser for the tests of a file; the pages are opened by each test. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { AppPage } from './app-page.ts';
import { type OpenedPage, launchBrowser, openPage } from './browser.ts';
import { ShoalServer } from './shoal-server.ts';

export interface BrowserSession {
  readonly server: ShoalServer;
  open(options?: BrowserContextOptions): Promise<OpenedApp>;
}

export interface OpenedApp extends OpenedPage {
  app: AppPage;
}

/** Call it in a `describe`: what it gives is there while its tests run. */
export function useBrowserSession(): BrowserSession {
  let browser: Browser;
  let server: ShoalServer;
  beforeAll(async () => {
    browser = await launchBrowser();
    server = await ShoalServer.start();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });
  return {
    get server() {
      return server;
    },
    open: async (options) => {
      const opened = await openPage(browser, server.link, options);
      return { ...opened, app: new AppPage(opened.page) };
    },
  };
}
