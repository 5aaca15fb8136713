/**
 * Every screen and dialog of the app, one entry each: what holds for the whole app (accessibility, words, pictures) is
 * checked on all of them. A new screen is a new entry here.
 */
import type { DetailTab } from './app-page.ts';
import type { BrowserSession, OpenedApp } from './browser-session.ts';
import { dropFiles } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;
export const SHOWN = 'Sea Charts';
const OTHERS = ['Lighthouse Poems', 'Harbour Sounds'];
const OFFERED = 'Field Notes';

export interface Screen {
  readonly name: string;
  /** Below the link of the app. */
  readonly path?: string;
  /** What brings it up there, and waits until it is whole. */
  readonly show: (opened: OpenedApp) => Promise<void>;
}

/** What the screens show: one download that runs, and some that rest. */
export async function addSamples({ server }: BrowserSession): Promise<void> {
  for (const name of [SHOWN, ...OTHERS]) {
    const files = { 'Maps/a.pdf': 70 * MEBIBYTE, 'Maps/b.pdf': 9 * MEBIBYTE, 'c.pdf': MEBIBYTE };
    await addTorrent(server.url, sampleTorrent(name, files), { paused: name !== SHOWN });
  }
}

const list = async ({ app }: OpenedApp): Promise<void> => app.row(SHOWN).waitFor();

function dialog(name: string, open: (opened: OpenedApp) => Promise<void>): Screen {
  return {
    name,
    show: async (opened) => {
      await list(opened);
      await open(opened);
      await opened.app.dialog.waitFor();
    },
  };
}

function detailTab(word: DetailTab): Screen {
  return {
    name: `details: ${word}`,
    show: async ({ app }) => {
      await app.openDetails(SHOWN);
      const panel = await app.showTab(word);
      await panel.getByText(/^Reading the/).waitFor({ state: 'detached' });
    },
  };
}

const settings = (section: string, heading: string): Screen => ({
  name: `settings: ${section}`,
  path: `settings/${section}`,
  show: async ({ page }) => {
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await page.getByText('Asking the server.').waitFor({ state: 'detached' });
  },
});

/** On a wide screen, signed in. */
export const SCREENS: readonly Screen[] = [
  { name: 'list', show: list },
  {
    name: 'list, some selected',
    show: async (opened) => {
      await list(opened);
      await opened.app.row(SHOWN).click();
      await opened.app.row(OTHERS[0]!).click({ modifiers: ['Control'] });
    },
  },
  {
    name: 'list, nothing matches',
    show: async (opened) => {
      await list(opened);
      await opened.page.keyboard.press('/');
      await opened.page.keyboard.type('zzz');
      await opened.page.getByText('No torrent matches').waitFor();
    },
  },
  {
    name: 'menu of a row',
    show: async ({ app, page }) => {
      await app
        .row(SHOWN)
        .getByRole('button', { name: /^Actions for/ })
        .click();
      await page.getByRole('menu').waitFor();
    },
  },
  detailTab('Overview'),
  detailTab('Files'),
  detailTab('Peers'),
  detailTab('Trackers'),
  detailTab('Options'),
  detailTab('Events'),
  dialog('add: files', async ({ app, page }) => {
    const files = { 'x/one.txt': MEBIBYTE, 'x/two.txt': MEBIBYTE };
    await dropFiles(page, [sampleTorrent(OFFERED, files)]);
    await app.dialog.getByText('2 of 2 files').waitFor();
  }),
  dialog('add: a file that is refused', async ({ app, page }) => {
    await dropFiles(page, [{ name: 'no.torrent', bytes: Buffer.from('nonsense') }]);
    await app.dialog.getByRole('alert').waitFor();
  }),
  dialog('add: links', async ({ app, page }) => {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await app.dialog.getByRole('textbox').fill('nonsense');
    await page.keyboard.press('Enter');
    await app.dialog.getByRole('alert').waitFor();
  }),
  dialog('add: a magnet link that waits', async ({ app, page }) => {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await app.dialog.getByRole('textbox').fill(`magnet:?xt=urn:btih:${'a'.repeat(40)}`);
    await page.keyboard.press('Enter');
    await app.dialog.getByText('Looking for peers').waitFor();
  }),
  dialog('remove', async ({ app }) => {
    await app.act(SHOWN, /^Remove/);
    await app.dialog.getByRole('checkbox').first().check();
  }),
  dialog('command palette', async ({ app, page }) => {
    await page.keyboard.press('Control+k');
    await app.dialog.getByRole('combobox').fill('s');
    await app.dialog.getByRole('option', { name: SHOWN }).waitFor();
  }),
  dialog('keyboard shortcuts', async ({ page }) => page.keyboard.press('?')),
  dialog('DHT', async ({ app, page }) => {
    await page.getByRole('button', { name: /^DHT/ }).click();
    await app.dialog.getByText('Lookups').waitFor();
  }),
  settings('general', 'General and appearance'),
  settings('downloads', 'Downloads and folders'),
  settings('speed', 'Speed and schedule'),
  settings('queue', 'Queue'),
  settings('connections', 'Connections and privacy'),
  settings('labels', 'Categories and tags'),
  settings('account', 'Account'),
  settings('sessions', 'Signed-in browsers'),
  settings('tokens', 'API tokens'),
  settings('integrations', 'Integrations'),
  {
    name: 'stats',
    path: 'stats',
    show: async ({ page }) => page.getByRole('heading', { name: 'Stats' }).first().waitFor(),
  },
];

/** On a phone, signed in. */
export const PHONE_SCREENS: readonly Screen[] = [
  {
    name: 'phone: list',
    show: async ({ page }) => page.locator('shoal-torrent-card').first().waitFor(),
  },
  {
    name: 'phone: details',
    show: async ({ app, page }) => {
      await page.locator('shoal-torrent-card').filter({ hasText: SHOWN }).getByRole('link').click();
      await app.details.waitFor();
    },
  },
];

/** In a browser that has never been here. */
export const STRANGER_SCREENS: readonly Screen[] = [
  {
    name: 'sign in',
    show: async ({ page }) => page.getByRole('button', { name: 'Sign in' }).waitFor(),
  },
  {
    name: 'sign in, refused',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Enter your password.').waitFor();
    },
  },
];
