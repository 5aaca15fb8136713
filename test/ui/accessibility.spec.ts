/** What axe-core finds on each screen and dialog of the app, in light and in dark: nothing. */
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { type OpenedApp, useBrowserSession } from './browser-session.ts';
import { PHONE, accessibilityFaults } from './browser.ts';
import { PHONE_SCREENS, SCREENS, type Screen, STRANGER_SCREENS, addSamples } from './screens.ts';

const SCHEMES = ['light', 'dark'] as const;

describeWith(['chromium'], 'accessibility of the app', () => {
  const session = useBrowserSession();

  beforeAll(() => addSamples(session));

  /** One page for all of the screens: each is brought up once, and looked at in both themes. */
  function onEach(
    screens: readonly Screen[],
    open: (options: BrowserContextOptions) => Promise<OpenedApp>,
    options: BrowserContextOptions = {},
  ): void {
    let opened: OpenedApp;
    beforeAll(async () => {
      opened = await open(options);
    });
    afterAll(() => opened?.[Symbol.asyncDispose]());

    it.each(screens)('finds nothing: $name', async ({ path = '', show }) => {
      const { page } = opened;
      await page.goto(session.server.link + path);
      await show(opened);
      const faults: string[] = [];
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        const found = await accessibilityFaults(page);
        faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
      }
      expect(faults).toEqual([]);
    });

    it('has met no exception, no breach of the policy and no foreign host on the way', () => {
      expect(opened.faults).toEqual([]);
    });
  }

  describe('on a wide screen', () => {
    onEach(SCREENS, (options) => session.open(options));
  });

  describe('on a phone', () => {
    onEach(PHONE_SCREENS, (options) => session.open(options), { viewport: PHONE });
  });

  describe('for a stranger', () => {
    onEach(STRANGER_SCREENS, (options) => session.openAsStranger('', options));
  });

  it.each(SCHEMES)('follows the system: %s', async (colorScheme) => {
    await using opened = await session.open({ colorScheme });
    await opened.app.rows.first().waitFor();
    expect((await backgroundLuminance(opened)) > 128).toBe(colorScheme === 'light');
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
