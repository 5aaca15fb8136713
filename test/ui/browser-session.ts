/** One server and one browser for the tests of a file; the pages are opened by each test. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { AppPage } from './app-page.ts';
import { type OpenedPage, launchBrowser, openPage } from './browser.ts';
import { ShoalServer } from './shoal-server.ts';
import { type SignedIn, signIn } from './sign-in.ts';

export interface BrowserSession {
  readonly server: ShoalServer;
  /** The app of whoever signed in some time ago. */
  open(options?: BrowserContextOptions): Promise<OpenedApp>;
  /** In a browser that has never been here, at a path below the app's. */
  openAsStranger(path?: string, options?: BrowserContextOptions): Promise<OpenedApp>;
}

export interface OpenedApp extends OpenedPage {
  app: AppPage;
}

/** Call it in a `describe`: what it gives is there while its tests run. */
export function useBrowserSession(): BrowserSession {
  let browser: Browser;
  let server: ShoalServer;
  let signedIn: SignedIn | undefined;
  const openAt = async (path: string, options: BrowserContextOptions): Promise<OpenedApp> => {
    const opened = await openPage(browser, server.link + path, options);
    return { ...opened, app: new AppPage(opened.page) };
  };
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
      signedIn ??= await signIn(server.link);
      return openAt('', { storageState: signedIn, ...options });
    },
    openAsStranger: (path = '', options = {}) => openAt(path, options),
  };
}
