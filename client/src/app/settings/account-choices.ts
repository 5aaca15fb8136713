/** The choices of the account that change how the app looks, as the settings show them: each with its words and its signal. */
import { DOCUMENT, Service, type Signal, inject, signal } from '@angular/core';
import { LANGUAGES, chooseLanguageAndReload } from '../i18n/language';
import { ColumnChoice, DENSITIES, type Density } from '../torrents/column-choice';
import { DENSITY_WORDS } from '../torrents/column-menu';
import { readPreference } from '../ui/preference';
import { Shortcuts } from '../ui/shortcuts';
import { THEME_LOOKS, Theme, type ThemeName } from '../ui/theme';
import type { AccountSetting, Choice } from './setting-entry';

export interface AccountChoice {
  readonly choices: readonly Choice[];
  readonly value: Signal<string>;
  readonly defaultValue: string;
  choose(value: string): void;
}

@Service()
export class AccountChoices {
  private readonly theme = inject(Theme);
  private readonly shortcuts = inject(Shortcuts);
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly columns = inject(ColumnChoice);

  private readonly all: Record<AccountSetting['name'], AccountChoice> = {
    theme: {
      choices: THEME_LOOKS.map(({ name, word }) => ({ value: name, word })),
      value: this.theme.current,
      defaultValue: 'system',
      choose: (value) => this.theme.choose(value as ThemeName),
    },
    density: {
      choices: DENSITIES.map((density) => ({ value: density, word: DENSITY_WORDS[density] })),
      value: this.columns.chosenDensity,
      defaultValue: 'normal',
      choose: (value) => this.columns.setDensity(value as Density),
    },
    language: {
      choices: [
        { value: '', word: $localize`As the browser` },
        ...LANGUAGES.map(({ tag, name }) => ({ value: tag, word: name })),
      ],
      value: signal(readPreference('language') ?? '').asReadonly(),
      defaultValue: '',
      choose: (value) => {
        if (this.window) chooseLanguageAndReload(value === '' ? null : value, this.window);
      },
    },
    shortcuts: {
      choices: [
        { value: 'on', word: $localize`:shortcuts:On` },
        { value: 'off', word: $localize`:shortcuts:Off` },
      ],
      value: this.shortcuts.setting,
      defaultValue: 'on',
      choose: (value) => this.shortcuts.switch(value === 'off' ? 'off' : 'on'),
    },
  };

  of({ name }: AccountSetting): AccountChoice {
    return this.all[name];
  }
}
