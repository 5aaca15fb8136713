/**
 * A language that nobody speaks, made of the messages of the built app: English with a space of no width behind every letter,
 * so that a test finds its way by the same words (Playwright does not see such spaces), and a text that was not marked for
 * translation is known by its bare letters. It goes by the tag of Japanese, whose dates have no letters of ours.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { TempFolder } from '../support/temp-folder.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const EXTRACTOR = root('node_modules/@angular/localize/tools/bundles/src/extract/cli.js');
const APP = root('dist/client/browser');

export const PSEUDO_LANGUAGE = 'ja';

const MARK = '\u200b';

/** The messages of the app, as the built files have them, in that language. */
export async function pseudoTranslations(): Promise<Record<string, string>> {
  await using folder = await TempFolder.create('words');
  const output = folder.join('messages.json');
  const options = ['-r', APP, '-s', '*.js', '-f', 'json', '-o', output];
  await promisify(execFile)(process.execPath, [EXTRACTOR, ...options]);
  const { translations } = JSON.parse(await readFile(output, 'utf8')) as {
    translations: Record<string, string>;
  };
  return Object.fromEntries(
    Object.entries(translations).map(([id, message]) => [id, pseudoText(message)]),
  );
}

const PLACEHOLDER = /^\{\s*\$?[\w.-]+\s*\}/;
const TAG = /^<[^>]*>/;
const ICU_HEAD = /^\{\s*\w+\s*,\s*(?:plural|select)\s*,\s*/;
const CASE_HEAD = /^\s*(?:=\d+|[\w-]+)\s*\{/;

/** Placeholders and the syntax of plurals stay; every letter that people read is marked. */
export function pseudoText(message: string): string {
  let [written, rest] = ['', message];
  while (rest !== '') {
    const kept = PLACEHOLDER.exec(rest) ?? TAG.exec(rest);
    const icu = ICU_HEAD.exec(rest);
    if (kept) {
      written += kept[0];
      rest = rest.slice(kept[0].length);
    } else if (icu) {
      const { text, length } = pseudoCases(rest.slice(icu[0].length));
      written += icu[0] + text;
      rest = rest.slice(icu[0].length + length);
    } else {
      const [letter = ''] = rest;
      written += /[A-Za-z]/.test(letter) ? letter + MARK : letter;
      rest = rest.slice(letter.length);
    }
  }
  return written;
}

/** The cases of a plural, with the brace that ends it; `length` is how much of `message` they are. */
function pseudoCases(message: string): { text: string; length: number } {
  let [text, place] = ['', 0];
  for (;;) {
    const head = CASE_HEAD.exec(message.slice(place));
    if (!head) {
      const end = message.indexOf('}', place) + 1;
      return { text: text + message.slice(place, end), length: end };
    }
    const start = place + head[0].length;
    const end = closingBrace(message, start);
    text += `${head[0]}${pseudoText(message.slice(start, end))}}`;
    place = end + 1;
  }
}

function closingBrace(message: string, start: number): number {
  let depth = 1;
  for (let place = start; place < message.length; place += 1) {
    if (message[place] === '{') depth += 1;
    if (message[place] === '}') depth -= 1;
    if (depth === 0) return place;
  }
  throw new Error(`a brace is open in: ${message}`);
}

/** Texts that are read or heard on the page and are not of that language, but for what is data. */
export async function plainTexts(page: Page, data: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const attributes = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder'];
    const found: string[] = [];
    const isText = (element: Element): boolean =>
      element.closest('[translate=no], script, style, noscript, svg, kbd, code') === null &&
      element.checkVisibility({ visibilityProperty: true });
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement && isText(node.parentElement)) found.push(node.textContent ?? '');
    }
    for (const element of document.body.querySelectorAll('*')) {
      if (!isText(element)) continue;
      for (const name of attributes) found.push(element.getAttribute(name) ?? '');
    }
    return [document.title, ...found];
  });
  const known = data.toSorted((one, other) => other.length - one.length);
  const rest = texts.map((text) => known.reduce((left, word) => left.replaceAll(word, ''), text));
  return texts.filter((_, place) => /[A-Za-z]{2,}/.test(rest[place]!));
}
