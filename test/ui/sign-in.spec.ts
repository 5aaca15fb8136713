/** The way into the app and out of it: first start, sign-in, sessions that end, tokens. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { describeWith } from '../support/describe-with.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { dropFiles, launchBrowser, openPage } from './browser.ts';
import { sampleTorrent } from './sample-torrents.ts';
import { ShoalServer } from './shoal-server.ts';
import { signIn, type SignedIn } from './sign-in.ts';

const MEBIBYTE = 1024 * 1024;
const EMPTY_LIST = 'Drop .torrent files here';

describeWith(['chromium'], 'the first start in a browser', () => {
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

  it('asks for the setup code where one comes without the link', async () => {
    await using opened = await openPage(browser, server.link);
    await opened.page.getByRole('heading', { name: 'Create your account' }).waitFor();
    await opened.page.getByLabel('Setup code').fill('AAAAA-AAAAA-AAAAA-AAAAA-AAAAA');
    await opened.page.getByLabel('User name').fill('nemo');
    await opened.page.getByLabel('Password', { exact: true }).fill('twenty thousand leagues');
    await opened.page.getByRole('button', { name: 'Create account' }).click();
    const alert = opened.page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('code');
  });

  it('makes the account by the printed link, whose code leaves the address bar', async () => {
    await using opened = await openPage(browser, server.setupLink);
    const { page } = opened;
    await page.getByRole('heading', { name: 'Create your account' }).waitFor();
    expect(page.url()).toBe(`${server.link}setup`);
    expect(await page.getByLabel('Setup code').count()).toBe(0);
    await page.getByLabel('User name').fill('nemo');
    await page.getByLabel('Password', { exact: true }).fill('twenty thousand leagues');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Skip the rest' }).click();
    await page.getByText(EMPTY_LIST).waitFor();
    await page.reload();
    await page.getByText(EMPTY_LIST).waitFor();
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  it('has no use for the link a second time', async () => {
    await using opened = await openPage(browser, server.setupLink);
    await opened.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(opened.page.url()).toBe(`${server.link}login`);
  });
});

describeWith(['chromium'], 'sign-in and sign-out in a browser', () => {
  const session = useBrowserSession();

  it('goes on to the page that was asked for, after a wrong password too', async () => {
    await using opened = await session.openAsStranger('torrents/none?tab=files');
    const { page } = opened;
    await enter(opened, 'not the password');
    await page.getByRole('alert').filter({ hasText: /wrong/ }).waitFor();
    expect(await page.getByLabel('User name').inputValue()).toBe(TEST_USER);
    await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
    await page.keyboard.press('Enter');
    await opened.app.details.waitFor();
    expect(page.url()).toBe(`${session.server.link}torrents/none?tab=files`);
  });

  it('shows nothing of the app to a stranger, and asks nothing of the server but who they are', async () => {
    await using opened = await session.openAsStranger();
    const asked: string[] = [];
    await opened.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    opened.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await opened.page.reload();
    await opened.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const calls = asked.filter((path) => path.startsWith('/api/') || path.includes('socket.io'));
    expect(calls).toEqual(['/api/auth/session', '/api/auth/setup']);
    expect(await opened.page.getByRole('banner').count()).toBe(0);
  });

  it('signs out for good: the way back shows the sign-in page', async () => {
    await using opened = await session.openAsStranger();
    const { page } = opened;
    await enter(opened);
    await page.getByText(EMPTY_LIST).waitFor();
    await chooseInAccountMenu(opened, /^Sign out/);
    await page.getByText('You have signed out.').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByText(EMPTY_LIST).count()).toBe(0);
  });

  it('comes back to a dropped file when the session ended meanwhile', async () => {
    await using opened = await session.openAsStranger();
    const { app, page } = opened;
    await enter(opened);
    await page.getByText(EMPTY_LIST).waitFor();
    await dropFiles(page, [sampleTorrent('Old Maps', { 'atlas.pdf': 40 * MEBIBYTE })]);
    await app.dialog.getByText('1 of 1 file').waitFor();
    await endSessionsOfOthers(await signIn(session.server.link), session.server.link);
    // The stream is closed at once; where it is not, the next call tells.
    await app.dialog
      .getByRole('button', { name: 'Start' })
      .click({ timeout: 3_000 })
      .catch(() => {});
    await page.getByText('Your session has ended.').waitFor();
    await enter(opened);
    await app.dialog.getByRole('heading', { name: 'Old Maps' }).waitFor();
    await app.dialog.getByText('1 of 1 file').waitFor();
    expect(await app.rows.count()).toBe(0);
  });

  it('puts other browsers out where the password changes, and takes the new one from then on', async () => {
    const changed = `${TEST_PASSWORD}, changed`;
    await using opened = await session.openAsStranger();
    await enter(opened);
    await using other = await session.openAsStranger();
    await enter(other);
    await other.page.getByText(EMPTY_LIST).waitFor();
    await changePassword(opened, TEST_PASSWORD, changed);
    await other.page.getByText('Your session has ended.').waitFor();
    await enter(other);
    await other.page.getByRole('alert').waitFor();
    await enter(other, changed);
    await other.page.getByText(EMPTY_LIST).waitFor();
    await changePassword(opened, changed, TEST_PASSWORD);
    expect(opened.page.url()).toBe(`${session.server.link}settings/account`);
  });

  it('makes a token that works until it is revoked', async () => {
    await using opened = await session.openAsStranger();
    const { page } = opened;
    await enter(opened);
    await chooseInAccountMenu(opened, 'API tokens');
    await page.getByLabel('Token name').fill('Dashboard');
    await page.getByRole('button', { name: 'Create token' }).click();
    const token = await page.getByText(/^shoal_/).textContent();
    const ask = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${session.server.link}api/downloads`, { headers })).status;
    };
    expect(await ask()).toBe(200);
    await page.getByRole('button', { name: 'Revoke Dashboard' }).click();
    await page.getByRole('button', { name: 'Revoke now: Dashboard' }).click();
    await page.getByRole('button', { name: /Dashboard/ }).waitFor({ state: 'detached' });
    expect(await ask()).toBe(401);
    expect(opened.faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  });
});

async function enter({ page }: OpenedApp, password = TEST_PASSWORD): Promise<void> {
  await page.getByLabel('User name').fill(TEST_USER);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function chooseInAccountMenu({ page }: OpenedApp, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function changePassword(opened: OpenedApp, current: string, next: string): Promise<void> {
  await chooseInAccountMenu(opened, 'Change password');
  await opened.page.getByLabel('Current password').fill(current);
  await opened.page.getByLabel('New password').fill(next);
  await opened.page.keyboard.press('Enter');
  const notice = opened.page.getByText('Password changed.');
  await notice.waitFor();
  await opened.page.getByRole('button', { name: 'Close' }).click();
  await notice.waitFor({ state: 'detached' });
}

/** Of everybody but the given one. */
async function endSessionsOfOthers({ cookies }: SignedIn, link: string): Promise<void> {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${link}api/auth/sessions`, { method: 'DELETE', headers: { cookie } });
  expect(answer.status).toBe(204);
}
