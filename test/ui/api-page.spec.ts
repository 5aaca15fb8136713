/** The page that shows the API, for somebody who signed in, behind a base path and under the strict policy. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { launchBrowser, openPage, PHONE } from './browser.ts';
import { signIn, type SignedIn } from './sign-in.ts';

/** The page lays out all calls at once, which takes a busy machine a while. */
const LONGEST_WAIT_MS = 30_000;

describeWith(['chromium'], 'the page of the API', () => {
  let server: FakeApp;
  let browser: Browser;
  let storageState: SignedIn;
  let link: string;

  beforeAll(async () => {
    server = await startFakeApp({ environment: { SHOAL_BASE_PATH: '/shoal/' } });
    browser = await launchBrowser();
    link = `${server.url}/shoal/`;
    storageState = await signIn(link);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('shows every call on a phone, is no wider than that, and makes calls with the session', async () => {
    const options = { storageState, viewport: PHONE };
    await using opened = await openPage(browser, `${link}api/docs`, options);
    const { page, faults } = opened;
    page.setDefaultTimeout(LONGEST_WAIT_MS);
    const pause = page.locator('#operations-downloads-downloadPause');
    await pause.locator('.opblock-summary-control').click();
    await pause.getByText('state-conflict').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    const settings = page.locator('#operations-settings-settingsShow');
    await settings.locator('.opblock-summary-control').click();
    await settings.getByRole('button', { name: 'Try it out' }).click();
    await settings.getByRole('button', { name: 'Execute' }).click();
    const status = settings.locator('.live-responses-table .response-col_status');
    await status.getByText('200').waitFor();
    expect(faults).toEqual([]);
  });

  it('is for those who signed in', async () => {
    const answer = await fetch(`${link}api/docs`);
    expect(answer.status).toBe(401);
  });
});
