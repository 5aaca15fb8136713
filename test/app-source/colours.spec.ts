/** What is written can be read in every theme, and bars and the edges of controls can be seen (WCAG 1.4.3, 1.4.11). */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { THEME_TITLES, type ThemeTitle, coloursOf, contrastRatio } from './tokens.ts';

const CLIENT = join(import.meta.dirname, '..', '..', 'client', 'src');

const SURFACES = ['page', '', 'raised', 'sunken', 'hover', 'selected'].map((name) =>
  ['surface', name].filter(Boolean).join('-'),
);
const TEXTS = ['text', 'text-muted', 'accent', 'download', 'upload', 'warning', 'error', 'idle'];
const BARS = ['download', 'upload', 'warning', 'error', 'idle'].map((name) => `bar-${name}`);
/** What stands on a coloured ground of its own. */
const ON_COLOURS: [string, string][] = [
  ['text-on-accent', 'accent'],
  ['text-on-accent', 'accent-hover'],
  ['text-inverse', 'surface-inverse'],
  ['surface', 'error'],
  ['text', 'accent-soft'],
  ['text', 'error-soft'],
  ['text', 'warning-soft'],
  ['accent', 'accent-soft'],
  ['error', 'error-soft'],
  ['warning', 'warning-soft'],
];

const pairsOf = (ones: string[], others: string[]): [string, string][] =>
  ones.flatMap((one) => others.map((other): [string, string] => [one, other]));
const READ = [...pairsOf(TEXTS, SURFACES), ...ON_COLOURS];
const SEEN = [
  ...pairsOf(['line-strong', ...BARS], ['surface-page', 'surface', 'surface-raised']),
  ...pairsOf(BARS, ['bar-track']),
];

function tooWeak(theme: ThemeTitle, pairs: [string, string][], least: number): string[] {
  const colours = coloursOf(theme);
  return pairs.flatMap(([one, other]) => {
    const ratio = contrastRatio(colours.get(one)!, colours.get(other)!);
    return ratio >= least ? [] : [`${one} on ${other}: ${ratio.toFixed(2)}`];
  });
}

describe.each(THEME_TITLES)('the theme: %s', (theme) => {
  const hasMore = theme.startsWith('high contrast');

  it('lets every text be read on every ground', () => {
    expect(tooWeak(theme, READ, hasMore ? 7 : 4.5)).toEqual([]);
  });

  it('lets bars and the edges of controls be seen', () => {
    expect(tooWeak(theme, SEEN, hasMore ? 4.5 : 3)).toEqual([]);
  });
});

describe('the colours of the app', () => {
  it('are tokens: no component has a colour of its own', () => {
    const literals = readdirSync(join(CLIENT, 'app'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:css|ts|html)$/.test(path) && !path.includes('.spec.'))
      .flatMap((path) => {
        const text = readFileSync(join(CLIENT, 'app', path), 'utf8');
        const found = text.match(
          /:\s*[^;'"`\n]*(?:#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\()[^;]*;/gi,
        );
        return (found ?? []).map((literal) => `${path}${literal}`);
      });
    expect(literals).toEqual([]);
  });

  it('are contrasts that are known: black on white has 21, a colour on itself 1', () => {
    expect(contrastRatio([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
    expect(contrastRatio([9, 99, 199], [9, 99, 199])).toBe(1);
    expect(contrastRatio([0x57, 0x60, 0x6b], [255, 255, 255])).toBeCloseTo(6.35, 1);
  });
});
