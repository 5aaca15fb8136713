/** Every text of the web app that a person reads or hears can be translated. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textsOfSource, unmarkedInTemplate } from './unmarked-texts.ts';

const APP = join(import.meta.dirname, '..', '..', 'client', 'src', 'app');

/** Each unmarked text of the app, behind the file that it stands in. */
function unmarkedTexts(): string[] {
  return readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.includes('.spec.') && !path.startsWith('testing'))
    .toSorted()
    .flatMap((path) => unmarkedInFile(path).map((text) => `${path}: ${text}`));
}

function unmarkedInFile(path: string): string[] {
  if (!/\.(?:ts|html)$/.test(path)) return [];
  const text = readFileSync(join(APP, path), 'utf8');
  if (path.endsWith('.html')) return unmarkedInTemplate(text, path);
  const { templates, unmarked } = textsOfSource(text, path);
  return [...templates.flatMap((template) => unmarkedInTemplate(template, path)), ...unmarked];
}

/** Every template is compiled: seconds, on a machine that is busy. */
const READING_ALL_MS = 60_000;

describe('the words of the web app', () => {
  it(
    'are marked for translation, all of them',
    () => {
      expect(unmarkedTexts()).toEqual([]);
    },
    READING_ALL_MS,
  );
});

describe('what finds unmarked words', () => {
  it.each([
    ['text', '<p>Hello there</p>'],
    ['text in a block', '@if (x) { <p>{{ y }}</p> } @else { Hello }'],
    ['text beside a marked element', '<p i18n>Yes</p><p>No way</p>'],
    ['text around a value', '<p>{{ count }} files</p>'],
    ['words in an expression', `<p>{{ isOpen ? 'Close' : 'Open' }}</p>`],
    ['an attribute that is read out', '<button aria-label="Close"></button>'],
    ['a bound one', `<button [attr.aria-label]="'Account: ' + name"></button>`],
    ['one that is never set', '<a i18n-aria-label aria-label="Edit {{ name }}"></a>'],
    ['one with a value inside', '<input placeholder="Search {{ what }}" />'],
    ['a plural', '{n, plural, =1 {one file} other {many files}}'],
  ])('sees %s', (_what, template) => {
    expect(unmarkedInTemplate(template, 'x.html')).not.toEqual([]);
  });

  it.each([
    ['marked text', '<p i18n>Hello <b>there</b> {{ name }}</p>'],
    ['a marked block', '<p i18n>@if (x) { Hello } @else { Good bye }</p>'],
    ['a marked attribute', '<button aria-label="Close" i18n-aria-label></button>'],
    ['values', `<p [class.open]="mode === 'open'">{{ format(size, 'bytes') }} / {{ all }}</p>`],
    ['attributes that nobody reads', '<input type="search" class="a b" id="two words" />'],
    ['what is no text', '<code translate="no">setup-code</code>'],
    ['a marked plural', '<p i18n>{n, plural, =1 {one file} other {many files}}</p>'],
  ])('lets %s be', (_what, template) => {
    expect(unmarkedInTemplate(template, 'x.html')).toEqual([]);
  });

  it.each([
    `notices.info('Asked for peers.')`,
    `const words = { pause: 'Paused' }`,
    'const text = `${count} of them could not be moved`',
  ])('sees %s', (source) => {
    expect(textsOfSource(source, 'x.ts').unmarked).toHaveLength(1);
  });

  it.each([
    'notices.info($localize`Asked for ${count}:count: peers.`)',
    `if (event.key === 'Enter') handle('arrow-down')`,
    `throw new TypeError('No row is there')`,
    `root.querySelector('[role=grid] button')`,
    `@Component({ selector: 'shoal-x', styles: 'p { color: red }' }) class X {}`,
  ])('lets %s be', (source) => {
    expect(textsOfSource(source, 'x.ts').unmarked).toEqual([]);
  });

  it('finds templates in components, and what their hosts are called', () => {
    const source = `@Component({ template: '<p>Hi you</p>', host: { 'aria-label': 'Rates' } }) class X {}`;
    expect(textsOfSource(source, 'x.ts')).toEqual({
      templates: ['<p>Hi you</p>'],
      unmarked: ['Rates'],
    });
  });
});
