/**
 * How the app looks: as the system has it or as the user chose. `public/theme.js` sets the same attributes before the first
 * paint; what they mean stands in styles/tokens.css alone.
 */
import { DOCUMENT, DestroyRef, Service, effect, inject, signal } from '@angular/core';
import type { IconName } from './icon';
import { rememberedChoice } from './preference';

export const THEMES = [
  'system',
  'light',
  'dark',
  'oled',
  'contrast-light',
  'contrast-dark',
] as const;
export type ThemeName = (typeof THEMES)[number];

/** How the themes are called and drawn, in the order in which they are offered. */
export const THEME_LOOKS: readonly { name: ThemeName; word: string; icon: IconName }[] = [
  { name: 'system', word: $localize`:theme:As the system`, icon: 'monitor' },
  { name: 'light', word: $localize`:theme:Light`, icon: 'sun' },
  { name: 'dark', word: $localize`:theme:Dark`, icon: 'moon' },
  { name: 'oled', word: $localize`:theme:Black`, icon: 'moon' },
  { name: 'contrast-light', word: $localize`:theme:High contrast, light`, icon: 'contrast' },
  { name: 'contrast-dark', word: $localize`:theme:High contrast, dark`, icon: 'contrast' },
];

const MORE_CONTRAST_QUERY = '(prefers-contrast: more)';
const CONTRAST_PREFIX = 'contrast-';

@Service()
export class Theme {
  private readonly document = inject(DOCUMENT);
  private readonly choice = rememberedChoice<ThemeName>('theme', THEMES);
  private readonly wantsContrast = signal(false);
  readonly current = this.choice.value.asReadonly();

  constructor() {
    this.followSystem();
    effect(() => this.apply(this.current(), this.wantsContrast()));
  }

  choose(theme: ThemeName): void {
    this.choice.choose(theme);
  }

  private followSystem(): void {
    const query = this.document.defaultView?.matchMedia?.(MORE_CONTRAST_QUERY);
    if (!query) return;
    const update = () => this.wantsContrast.set(query.matches);
    update();
    query.addEventListener('change', update);
    inject(DestroyRef).onDestroy(() => query.removeEventListener('change', update));
  }

  private apply(theme: ThemeName, wantsContrast: boolean): void {
    const { dataset } = this.document.documentElement;
    const isContrast = theme.startsWith(CONTRAST_PREFIX);
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = isContrast ? theme.slice(CONTRAST_PREFIX.length) : theme;
    if (isContrast || wantsContrast) dataset['contrast'] = 'more';
    else delete dataset['contrast'];
  }
}
