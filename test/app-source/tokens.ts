/** The colour tokens of the web app, read out of its style sheet, as each theme has them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const TOKENS = join(import.meta.dirname, '..', '..', 'client', 'src', 'styles', 'tokens.css');
const RULE = /([^{}]+)\{([^{}]*)\}/g;
const DECLARATION = /--([\w-]+):\s*([^;]+);/g;
const LIGHT_DARK = /^light-dark\((.+), (.+)\)$/;

/** Each theme: its scheme, and the rules that stand over the first one, by what is in their selector. */
const THEMES = {
  light: { scheme: 'light', rules: [] },
  dark: { scheme: 'dark', rules: [] },
  oled: { scheme: 'dark', rules: ['oled'] },
  'high contrast, light': { scheme: 'light', rules: ['contrast'] },
  'high contrast, dark': { scheme: 'dark', rules: ['contrast'] },
  'high contrast, oled': { scheme: 'dark', rules: ['oled', 'contrast'] },
} as const;

export type ThemeTitle = keyof typeof THEMES;
export const THEME_TITLES = Object.keys(THEMES) as ThemeTitle[];

type Colour = readonly [red: number, green: number, blue: number];

/** Each token that is an opaque colour in that theme. */
export function coloursOf(title: ThemeTitle): Map<string, Colour> {
  const { scheme, rules } = THEMES[title];
  const colours = new Map<string, Colour>();
  const css = readFileSync(TOKENS, 'utf8').replace(/\/\*.*?\*\//gs, '');
  for (const [, selector = '', body = ''] of css.matchAll(RULE)) {
    const isBase = selector.trim() === ':root';
    if (!isBase && !rules.some((rule) => selector.includes(rule))) continue;
    for (const [, name = '', value = ''] of body.matchAll(DECLARATION)) {
      const [, light, dark] = LIGHT_DARK.exec(value) ?? [value, value, value];
      const colour = parseColour((scheme === 'light' ? light : dark) ?? '');
      if (colour) colours.set(name, colour);
    }
  }
  return colours;
}

function parseColour(text: string): Colour | null {
  const match = /^#(..)(..)(..)$/.exec(text);
  if (!match) return null;
  const [red, green, blue] = match.slice(1).map((part) => Number.parseInt(part, 16));
  return [red!, green!, blue!];
}

/** WCAG 2.2: from 1 to 21. */
export function contrastRatio(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
