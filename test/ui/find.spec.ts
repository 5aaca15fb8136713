/** Finding torrents among others: by the filters beside the list, by a search, in file names, and by views that are kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/rest-client.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { accessibilityFaults } from './browser.ts';
import { addTorrent, sampleTorrent } from './sample-torrents.ts';

const MEBIBYTE = 1024 * 1024;

interface Sample {
  name: string;
  file: string;
  mebibytes: number;
  tags: string[];
  category: string | null;
}

const SAMPLES: Sample[] = [
  { name: 'Reef at dawn', file: 'reef.mkv', mebibytes: 30, tags: ['sea'], category: 'films/old' },
  {
    name: 'Reef at night',
    file: 'extras.mkv',
    mebibytes: 2,
    tags: ['sea', 'hd'],
    category: 'films',
  },
  { name: 'Songs of a harbour', file: 'tide table.pdf', mebibytes: 1, tags: [], category: null },
];

describe('finding torrents', () => {
  const session = useBrowserSession();
  let opened: OpenedApp;

  beforeAll(async () => {
    const { url } = session.server;
    for (const { name, file, mebibytes, tags, category } of SAMPLES) {
      await addTorrent(url, sampleTorrent(name, { [file]: mebibytes * MEBIBYTE }), {
        paused: true,
      });
      const found = await call<{ items: { id: string; name: string }[] }>(
        url,
        'GET',
        '/api/downloads',
      );
      const id = found.body.items.find((item) => item.name === name)!.id;
      await call(url, 'PATCH', `/api/downloads/${id}`, { body: { tags, category } });
    }
    opened = await session.open();
    await opened.app.row('Reef at dawn').waitFor();
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
  });

  /** Resolves once just these rows are shown, in any order. */
  async function shows(...names: string[]): Promise<void> {
    await expect
      .poll(async () => {
        const texts = await opened.app.rows.allTextContents();
        return SAMPLES.map(({ name }) => name).filter((name) =>
          texts.some((text) => text.includes(name)),
        );
      })
      .toEqual(names);
  }
  const rail = () => opened.page.getByRole('navigation', { name: 'Filters' });
  const filter = (name: RegExp) => rail().getByRole('button', { name }).first();
  const searchBox = () => opened.page.getByRole('combobox', { name: 'Search torrents' });

  it('shows what has a tag, leaves out what has another, and takes a nested category with its parent', async () => {
    await filter(/^sea 2/).click();
    await shows('Reef at dawn', 'Reef at night');
    await filter(/^hd 1/).click({ modifiers: ['Alt'] });
    await shows('Reef at dawn');
    await opened.page.getByRole('button', { name: 'Clear all' }).click();
    await filter(/^films 2/).click();
    await shows('Reef at dawn', 'Reef at night');
    await opened.page.getByRole('button', { name: 'Take back: Category: films' }).click();
    await shows(...SAMPLES.map(({ name }) => name));
    expect(opened.faults).toEqual([]);
  });

  it('is done by the keyboard alone', async () => {
    await filter(/^All/).focus();
    await opened.page.keyboard.press('End');
    await opened.page.keyboard.press('Home');
    await opened.page.keyboard.press('ArrowDown');
    await opened.page.keyboard.press('ArrowDown');
    await expect
      .poll(() => opened.page.evaluate(() => document.activeElement?.textContent?.trim()))
      .toMatch(/^All/);
    await filter(/^sea/).focus();
    await opened.page.keyboard.press('Alt+Enter');
    await shows('Songs of a harbour');
    await opened.page.keyboard.press('Alt+Enter');
    await opened.page.keyboard.press('/');
    await opened.page.keyboard.type('reef size>10MiB');
    await shows('Reef at dawn');
    await opened.page.keyboard.press('Escape');
    await opened.page.keyboard.press('Escape');
    await shows(...SAMPLES.map(({ name }) => name));
  });

  it('offers what a word could mean, and says what is wrong with a part', async () => {
    await searchBox().fill('tag:s');
    await opened.page.getByRole('option', { name: /^tag:sea/ }).click();
    await shows('Reef at dawn', 'Reef at night');
    await searchBox().fill('reef size>plenty');
    await opened.page.getByText(/needs an amount/).waitFor();
    await shows('Reef at dawn', 'Reef at night');
    expect(opened.faults).toEqual([]);
  });

  it('looks into file names where it is asked to', async () => {
    await searchBox().fill('tide');
    await opened.page.getByText('No torrent matches').waitFor();
    expect(await accessibilityFaults(opened.page)).toEqual([]);
    await opened.page.getByLabel('Search in the names of files too').check();
    await shows('Songs of a harbour');
    await opened.page.getByLabel('Search in the names of files too').uncheck();
    await searchBox().fill('-file:mkv');
    await shows('Songs of a harbour');
    await opened.page.getByRole('button', { name: 'Empty the search' }).click();
  });

  it('keeps a view, also over a reload', async () => {
    await filter(/^films 2/).click();
    await searchBox().fill('night');
    await opened.page.getByRole('button', { name: 'Save view' }).click();
    await opened.app.dialog.getByRole('textbox', { name: 'Name' }).fill('Night films');
    await opened.app.dialog.getByRole('button', { name: 'Save' }).click();
    await filter(/^Night films/).waitFor();
    await opened.page.reload();
    await shows(...SAMPLES.map(({ name }) => name));
    await filter(/^Night films/).click();
    await shows('Reef at night');
    expect(await searchBox().inputValue()).toBe('night');
    await filter(/^Night films/).click();
    await shows(...SAMPLES.map(({ name }) => name));
  });

  it('switches to the alternative limits and back by the turtle', async () => {
    const turtle = opened.page.getByRole('button', { name: 'Alternative limits' });
    await turtle.click();
    await opened.page.locator('[aria-pressed=true]', { hasText: 'Slow' }).waitFor();
    await turtle.click();
    await expect.poll(() => turtle.getAttribute('aria-pressed')).toBe('false');
    expect(opened.faults).toEqual([]);
  });
});
