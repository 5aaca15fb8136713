/** How the app looks and behaves for who uses it. */
import type { AccountSetting } from '../setting-entry';

export const GENERAL_SETTINGS: readonly AccountSetting[] = [
  {
    source: 'account',
    section: 'general',
    name: 'theme',
    title: $localize`Theme`,
    help: $localize`Colours of the app. As the system follows what your device says, by the time of day if it does so.`,
    words: $localize`dark light black oled contrast colours appearance`,
  },
  {
    source: 'account',
    section: 'general',
    name: 'density',
    title: $localize`Density of the list`,
    help: $localize`How much room each torrent takes on a wide screen. A phone always shows cards.`,
    words: $localize`compact rows cards height`,
  },
  {
    source: 'account',
    section: 'general',
    name: 'language',
    title: $localize`Language`,
    help: $localize`Words, numbers and dates. The app loads anew in another language.`,
    words: $localize`translation locale`,
  },
  {
    source: 'account',
    section: 'general',
    name: 'shortcuts',
    title: $localize`Single-key shortcuts`,
    help: $localize`Keys without Ctrl or Alt, such as P to pause. Turn them off where they get in the way of a screen reader or of dictation.`,
    words: $localize`keyboard keys hotkeys`,
  },
];
