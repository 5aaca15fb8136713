/**
 * Debian's Chromium, driven by playwright-core. Every page keeps what went wrong in it: an exception, a
 * message of level error (the content security policy speaks there), a request to another origin.
 */
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const ACTION_TIMEOUT_MS = 10_000;

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A container has neither a sandbox to offer nor a graphics card. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
];

export function launchBrowser(moreArguments: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? CHROMIUM,
    args: [...ARGUMENTS, ...moreArguments],
  });
}

export interface OpenedPage extends AsyncDisposable {
  page: Page;
  /** What went wrong so far. */
  faults: string[];
}

/** Opens `link` in a context of its own, without animations. */
export async function openPage(
  browser: Browser,
  link: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(ACTION_TIMEOUT_MS);
  // As an init script it is there in spite of the content security policy.
  await context.addInitScript({ content: axe.source });
  const page = await context.newPage();
  const faults = watchFaults(page, link);
  await page.goto(link);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
}

function watchFaults(page: Page, link: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // A refusal by the API is an answer, which the app shows.
    const isRefusal =
      /^Failed to load resource: .* 4\d\d /.test(message.text()) &&
      message.location().url.includes('/api/');
    if (message.type() === 'error' && !isRefusal) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    const isOwn = origin === new URL(link).origin || ['blob:', 'data:'].includes(protocol);
    if (!isOwn) faults.push(`request to ${request.url()}`);
  });
  return faults;
}

export interface DroppedFile {
  name: string;
  bytes: Uint8Array;
}

/** The app takes what is dropped and pasted once somebody's page is there. */
async function whenTaking(page: Page): Promise<void> {
  await page.locator('shoal-drop-target').waitFor({ state: 'attached' });
}

/** Lets files fall on the page, as from a file manager. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  await whenTaking(page);
  const contents = files.map(({ name, bytes }) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  const dataTransfer = await page.evaluateHandle((parts) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of parts) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: 'application/x-bittorrent' }));
    }
    return transfer;
  }, contents);
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', event, { dataTransfer });
  }
}

/** Lets text fall on the page, as from another window. */
export async function dropText(page: Page, text: string): Promise<void> {
  await whenTaking(page);
  const dataTransfer = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', content);
    return transfer;
  }, text);
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', event, { dataTransfer });
  }
}

/** Puts text into the clipboard, and presses the keys. */
export async function pasteText(page: Page, text: string): Promise<void> {
  await whenTaking(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((content) => navigator.clipboard.writeText(content), text);
  await page.keyboard.press('Control+V');
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong on the page as it is now: one line a rule and element. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  return await page.evaluate(async (tags) => {
    // A menu floats above the page and belongs to none of its landmarks.
    const isMenuOpen = document.querySelector('[role=menu]') !== null;
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: tags,
      rules: { region: { enabled: !isMenuOpen } },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
  }, RULES);
}
