/**
 * Another language, on each screen: no text is left in English, and longer ones still fit. English is the source, so the
 * other one is made up (pseudo-language.ts).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_USER } from '../support/credentials.ts';
import { describeWith } from '../support/describe-with.ts';
import { type OpenedApp, useBrowserSession } from './browser-session.ts';
import { PSEUDO_LANGUAGE, plainTexts, pseudoText, pseudoTranslations } from './pseudo-language.ts';
import { SAMPLE_WORDS, SCREENS, addSamples } from './screens.ts';

/** What the server says, and names of things that are the same in every language. */
const DATA = ['Shoal', TEST_USER, ...SAMPLE_WORDS];

describeWith(['chromium'], 'another language', () => {
  const session = useBrowserSession();
  let opened: OpenedApp;

  beforeAll(async () => {
    await addSamples(session);
    const translations = await pseudoTranslations();
    opened = await session.open();
    const { page } = opened;
    await page.route('**/i18n/*.json', (route) =>
      route.fulfill({ json: { locale: PSEUDO_LANGUAGE, translations } }),
    );
    await page.evaluate((tag) => localStorage.setItem('shoal.here.language', tag), PSEUDO_LANGUAGE);
    await page.reload();
    await opened.app.rows.first().waitFor();
  });
  afterAll(() => opened?.[Symbol.asyncDispose]());

  it('is what the page says that it is', async () => {
    const root = opened.page.locator('html');
    expect(await root.getAttribute('lang')).toBe(PSEUDO_LANGUAGE);
    expect(await root.getAttribute('dir')).toBe('ltr');
  });

  it.each(SCREENS)('leaves nothing in English: $name', async ({ path = '', show }) => {
    await opened.page.goto(session.server.link + path);
    await show(opened);
    const data = [...DATA, session.server.downloadFolder];
    expect(await plainTexts(opened.page, data)).toEqual([]);
  });
});

describeWith([], 'the made-up language', () => {
  it('marks letters, and leaves placeholders and the syntax of plurals alone', () => {
    const written = pseudoText('Go {$name} {n, plural, =1 {# file} other {{N} of <b>it</b>}}!');
    expect(written.replaceAll('\u200b', '_')).toBe(
      'G_o_ {$name} {n, plural, =1 {# f_i_l_e_} other {{N} o_f_ <b>i_t_</b>}}!',
    );
  });
});
