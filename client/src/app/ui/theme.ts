/** Light, dark or as the system has it. `public/theme.js` reads the same key before the first paint. */
import { DOCUMENT, Service, effect, inject } from '@angular/core';
import { rememberedChoice } from './preference';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeName = (typeof THEMES)[number];

@Service()
export class Theme {
  private readonly root = inject(DOCUMENT).documentElement;
  private readonly choice = rememberedChoice<ThemeName>('theme', THEMES);
  readonly current = this.choice.value.asReadonly();

  constructor() {
    effect(() => {
      const theme = this.current();
      if (theme === 'system') delete this.root.dataset['theme'];
      else this.root.dataset['theme'] = theme;
    });
  }

  choose(theme: ThemeName): void {
    this.choice.choose(theme);
  }
}
