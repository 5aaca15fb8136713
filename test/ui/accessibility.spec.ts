/** What axe-core finds on each view of the app, in light and in dark: nothing. */
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { PHONE, accessibilityFaults, dropFiles } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
const NAME = 'Sea Charts';
const TABS = ['Overview', 'Files', 'Trackers', 'Peers', 'Options', 'Events'] as const;

describeWith(['chromium'], 'accessibility of the app', () => {
  const session = useBrowserSession();

  beforeAll(async () => {
    for (const name of [NAME, 'Lighthouse Poems']) {
      const torrent = sampleTorrent(name, { 'a.pdf': 70 * MEBIBYTE, 'b.pdf': 9 * MEBIBYTE });
      await addTorrent(session.server.url, torrent, { paused: name !== NAME });
    }
  });

  describe.each(['light', 'dark'] as const)('with the %s theme', (colorScheme) => {
    it('follows the system', async () => {
      await using opened = await session.open({ colorScheme });
      await opened.app.row(NAME).waitFor();
      const luminance = await backgroundLuminance(opened);
      expect(luminance > 128).toBe(colorScheme === 'light');
    });

    it('finds nothing on the list', async () => {
      await using opened = await session.open({ colorScheme });
      await opened.app.row(NAME).click();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });

    it.each(TABS)('finds nothing on the details: %s', async (word) => {
      await using opened = await session.open({ colorScheme });
      await opened.app.openDetails(NAME);
      const panel = await opened.app.showTab(word);
      await panel.getByText('Reading the').waitFor({ state: 'detached' });
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });

    it('finds nothing on the add dialog, nor where a file is refused', async () => {
      await using opened = await session.open({ colorScheme });
      await opened.app.row(NAME).waitFor();
      const added = sampleTorrent('Field Notes', { 'x/one.txt': MEBIBYTE, 'x/two.txt': MEBIBYTE });
      const refused = { name: 'no.torrent', bytes: Buffer.from('nonsense') };
      await dropFiles(opened.page, [added, refused]);
      await opened.app.dialog.getByText('2 of 2 files').waitFor();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
      await opened.app.dialog.getByRole('button', { name: /^no\.torrent/ }).click();
      await opened.app.dialog.getByRole('alert').waitFor();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });

    it('finds nothing on the field for links, nor on a magnet link that waits', async () => {
      await using opened = await session.open({ colorScheme });
      const { app, page } = opened;
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const field = app.dialog.getByRole('textbox');
      await field.fill('nonsense');
      await page.keyboard.press('Enter');
      await app.dialog.getByRole('alert').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await field.fill(`magnet:?xt=urn:btih:${'a'.repeat(40)}`);
      await page.keyboard.press('Enter');
      await app.dialog.getByText('Looking for peers').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    it('finds nothing on the dialog of the DHT', async () => {
      await using opened = await session.open({ colorScheme });
      await opened.page.getByRole('button', { name: /^DHT/ }).click();
      await opened.app.dialog.getByText('Lookups').waitFor();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });

    it('finds nothing on the dialog that removes', async () => {
      await using opened = await session.open({ colorScheme });
      await opened.app.act(NAME, /^Remove/);
      await opened.app.dialog.getByRole('checkbox').check();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });

    it('finds nothing on the sign-in page, nor where it refuses', async () => {
      await using opened = await session.openAsStranger('', { colorScheme });
      const submit = opened.page.getByRole('button', { name: 'Sign in' });
      await submit.waitFor();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
      await submit.click();
      await opened.page.getByText('Enter your password.').waitFor();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });

    it.each(['Change password', 'Signed-in browsers', 'API tokens'])(
      'finds nothing on the page of the account: %s',
      async (name) => {
        await using opened = await session.open({ colorScheme });
        await opened.page.getByRole('button', { name: /^Account/ }).click();
        await opened.page.getByRole('menuitem', { name }).click();
        await opened.page.getByRole('heading', { name, exact: true }).waitFor();
        await opened.page.getByText('Asking the server.').waitFor({ state: 'detached' });
        expect(await accessibilityFaults(opened.page)).toEqual([]);
      },
    );

    it('finds nothing on the settings', async () => {
      await using opened = await session.open({ colorScheme });
      const { page } = opened;
      await page.goto(`${session.server.link}settings/speed`);
      const sections = page.getByRole('navigation', { name: 'Sections of the settings' });
      await page.getByRole('switch').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      for (const name of ['Connections and privacy', 'Categories and tags', 'Integrations']) {
        await sections.getByRole('link', { name }).click();
        await page.getByRole('heading', { name }).waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
      }
    });

    it('finds nothing on a phone', async () => {
      await using opened = await session.open({ colorScheme, viewport: PHONE });
      await opened.page.locator('shoal-torrent-card').first().waitFor();
      expect(await accessibilityFaults(opened.page)).toEqual([]);
    });
  });
});

async function backgroundLuminance({ page }: OpenedApp): Promise<number> {
  const colour = await page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d')!;
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
  });
  return colour.reduce((sum, part) => sum + part, 0) / 3;
}
