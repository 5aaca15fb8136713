import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { THEMES, Theme, type ThemeName } from './theme';

const root = document.documentElement;

function look(): string {
  TestBed.inject(ApplicationRef).tick();
  return `${root.dataset['theme'] ?? 'system'} ${root.dataset['contrast'] ?? 'normal'}`;
}

describe('Theme', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => vi.unstubAllGlobals());

  it.each<[ThemeName, string]>([
    ['system', 'system normal'],
    ['light', 'light normal'],
    ['oled', 'oled normal'],
    ['contrast-light', 'light more'],
    ['contrast-dark', 'dark more'],
  ])('puts %s on the page as %s, and remembers it', (theme, expected) => {
    TestBed.inject(Theme).choose(theme);
    expect(look()).toBe(expected);
    expect(localStorage.getItem('shoal.theme')).toBe(theme);
  });

  it('gives more contrast where the system asks for it, whatever the theme', () => {
    vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: true }));
    TestBed.inject(Theme).choose('oled');
    expect(look()).toBe('oled more');
  });

  it('takes back what another theme has set', () => {
    const theme = TestBed.inject(Theme);
    for (const name of THEMES.toReversed()) {
      theme.choose(name);
      look();
    }
    expect(look()).toBe('system normal');
  });
});
