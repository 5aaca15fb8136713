/**
 * `npm run screenshots`: the pictures of the documentation, taken of the running app while it downloads from
 * a swarm on this machine.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { missingPrograms } from '../../support/programs.ts';
import { AppPage } from '../app-page.ts';
import { PHONE, dropFiles, launchBrowser, openPage } from '../browser.ts';
import { signIn } from '../sign-in.ts';
import { type SampleSwarm, openSampleSwarm } from './swarm-of-samples.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'docs', 'screenshots');
const SHOWN = 'Big Buck Bunny (2008)';
/** Rates and the graph need some seconds to fill. */
const WARM_UP_MS = Number(process.env['SHOAL_SCREENSHOT_WARM_UP_MS'] ?? 20_000);
const MAX_BYTES = 300 * 1024;

const missing = missingPrograms(['chromium', 'libtorrent', 'opentracker']);
if (missing === null) {
  await takeAll();
} else {
  process.stderr.write(`${missing}\n`);
  process.exitCode = 1;
}

async function takeAll(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await using swarm = await openSampleSwarm();
  const browser = await launchBrowser();
  try {
    await takeDesktop(browser, swarm);
    await takeList(browser, swarm, 'dark');
    await takePhone(browser, swarm);
  } finally {
    await browser.close();
  }
}

/** One page for three pictures: its graph is full by then. */
async function takeDesktop(browser: Browser, { server, offered }: SampleSwarm): Promise<void> {
  await using opened = await openPage(browser, server.link, {
    storageState: await signIn(server.link),
    colorScheme: 'light',
  });
  const { page } = opened;
  const app = new AppPage(page);
  await page.waitForTimeout(WARM_UP_MS);
  await take(page, 'list-light');
  await app.openDetails(SHOWN);
  await page.waitForTimeout(3_000);
  await take(page, 'details');
  await dropFiles(page, [{ name: 'cosmos-laundromat.torrent', bytes: offered.bytes }]);
  await app.dialog.getByRole('checkbox', { name: 'Production files.zip' }).uncheck();
  await app.dialog.getByText('Film', { exact: true }).scrollIntoViewIfNeeded();
  await page.mouse.move(0, 0);
  await take(page, 'add-dialog');
}

async function takeList(
  browser: Browser,
  { server }: SampleSwarm,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  await using opened = await openPage(browser, server.link, {
    storageState: await signIn(server.link),
    colorScheme,
  });
  await opened.page.waitForTimeout(WARM_UP_MS);
  await take(opened.page, `list-${colorScheme}`);
}

async function takePhone(browser: Browser, { server }: SampleSwarm): Promise<void> {
  await using opened = await openPage(browser, server.link, {
    storageState: await signIn(server.link),
    viewport: PHONE,
  });
  await opened.page.locator('shoal-torrent-card').first().waitFor();
  await opened.page.waitForTimeout(WARM_UP_MS / 2);
  await take(opened.page, 'phone');
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  const { size } = await stat(path);
  process.stdout.write(`${name}.png: ${Math.ceil(size / 1024)} KiB\n`);
  if (size > MAX_BYTES) throw new Error(`${name}.png has more than ${MAX_BYTES / 1024} KiB.`);
}
