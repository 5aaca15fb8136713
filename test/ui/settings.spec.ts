/** The first run, and the settings: found, changed, followed by other browsers, and locked where the server was told so. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { describeWith } from '../support/describe-with.ts';
import { useBrowserSession } from './browser-session.ts';
import { PHONE, accessibilityFaults, launchBrowser, openPage } from './browser.ts';
import { ShoalServer } from './shoal-server.ts';

const EMPTY_LIST = 'Drop .torrent files here';

describeWith(['chromium'], 'the first run in a browser', () => {
  let browser: Browser;
  let server: ShoalServer;
  beforeAll(async () => {
    browser = await launchBrowser();
    server = await ShoalServer.startWithoutAccount();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it('goes from the account by folder, peers and looks to the list, and is never shown again', async () => {
    await using opened = await openPage(browser, server.setupLink);
    const { page } = opened;
    await page.getByLabel('User name').fill('nemo');
    await page.getByLabel('Password', { exact: true }).fill('twenty thousand leagues');
    await page.keyboard.press('Enter');

    await page.getByText('Shoal can write there').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const folder = page.getByLabel('Folder for new downloads');
    const films = `${await folder.inputValue()}/films`;
    await folder.fill(films);
    await page.getByRole('button', { name: 'Try this folder' }).click();
    await page.getByText('Shoal can make it').waitFor();
    await page.getByRole('button', { name: 'Use this folder' }).click();

    await page.getByText('Listening at port').waitFor();
    await page.getByText('No peer from the internet has connected yet').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.getByText('Dark', { exact: true }).click();
    await page.locator('html[data-theme=dark]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show my torrents' }).click();
    await page.getByText(EMPTY_LIST).waitFor();

    await page.goto(`${server.link}setup`);
    await page.getByText(EMPTY_LIST).waitFor();
    await page.goto(`${server.link}settings/downloads`);
    const kept = page.getByRole('combobox', { name: 'Folder for new downloads' });
    await expect.poll(() => kept.inputValue()).toBe(films);
  });
});

describeWith(['chromium'], 'the settings in a browser', () => {
  const session = useBrowserSession();
  const openAt = async (page: Page, section: string): Promise<void> => {
    await page.goto(`${session.server.link}settings/${section}`);
  };

  it('are found by the search, and what is changed shows at once in another browser', async () => {
    await using one = await session.open();
    await using other = await session.open();
    await openAt(other.page, 'speed');
    await openAt(one.page, 'general');
    await one.page.getByRole('searchbox', { name: 'Search settings' }).fill('bandwidth upload');
    const field = one.page.getByLabel('Upload limit', { exact: true });
    await field.fill('750');
    await one.page.getByLabel('Unit of Upload limit').selectOption('KiB/s');
    await one.page.getByText('Saved').waitFor();
    const elsewhere = other.page.getByLabel('Upload limit', { exact: true });
    await expect.poll(() => elsewhere.inputValue()).toBe('750');
    await other.page.getByRole('button', { name: 'Reset to No limit: Upload limit' }).click();
    await expect.poll(() => field.inputValue()).toBe('');
  });

  it('are refused in the words of the server beside the field, and locked where a variable decides', async () => {
    await using opened = await session.open();
    const { page } = opened;
    await openAt(page, 'connections');
    const field = page.getByLabel('Connections in all');
    await field.fill('900000');
    await field.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Must not be greater than 65535.' }).waitFor();
    await field.press('Escape');
    await expect.poll(() => field.inputValue()).toBe('500');
    const lsd = page.getByRole('switch', { name: 'Local peer discovery (LSD)' });
    expect(await lsd.isDisabled()).toBe(true);
    await page.getByText('SHOAL_LSD').waitFor();
  });

  it('follow the account to another browser, on a phone too', async () => {
    await using opened = await session.open();
    await openAt(opened.page, 'general');
    await Promise.all([
      opened.page.waitForResponse(
        (answer) =>
          answer.url().endsWith('/api/preferences') && answer.request().method() === 'PATCH',
      ),
      opened.page.getByLabel('Theme', { exact: true }).selectOption({ label: 'Dark' }),
    ]);
    await using phone = await session.open({ viewport: PHONE });
    await openAt(phone.page, '');
    const root = phone.page.locator('html[data-theme=dark]');
    await root.waitFor();
    await phone.page.getByRole('link', { name: 'General and appearance' }).click();
    await phone.page.getByRole('button', { name: 'Reset to As the system: Theme' }).click();
    expect(await phone.app.horizontalOverflow()).toBe(0);
    expect(opened.faults).toEqual([]);
  });

  it('make, rename and delete categories and tags', async () => {
    await using opened = await session.open();
    const { page } = opened;
    await openAt(page, 'labels');
    await page.getByRole('button', { name: 'New category' }).click();
    await page.getByLabel('Name', { exact: true }).fill('films');
    await page.getByRole('button', { name: 'Make category' }).click();
    await page.getByRole('button', { name: 'Edit films' }).waitFor();
    await page.getByLabel('New tag').fill('linux');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Rename linux' }).click();
    await page.getByLabel('New name of linux').fill('distributions');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete distributions' }).click();
    await page.getByRole('button', { name: 'Delete now: distributions' }).click();
    await page
      .getByRole('button', { name: /distributions/ })
      .first()
      .waitFor({ state: 'detached' });
    expect(opened.faults).toEqual([]);
  });
});
