/** The pages of the settings, in their order. */
import type { IconName } from '../ui/icon';

export const SECTION_IDS = [
  'general',
  'downloads',
  'speed',
  'queue',
  'connections',
  'labels',
  'account',
  'sessions',
  'tokens',
  'integrations',
  'about',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly icon: IconName;
  /** What it is about, in a sentence. */
  readonly about: string;
}

export const SECTIONS: readonly Section[] = [
  {
    id: 'general',
    title: $localize`General and appearance`,
    icon: 'monitor',
    about: $localize`How the app looks and behaves for you. It follows your account to every browser.`,
  },
  {
    id: 'downloads',
    title: $localize`Downloads and folders`,
    icon: 'folder',
    about: $localize`Where files go, and how they are written.`,
  },
  {
    id: 'speed',
    title: $localize`Speed and schedule`,
    icon: 'bolt',
    about: $localize`How much of your line Shoal takes, and when. Limits count the data itself, not the 2 to 4 % around it.`,
  },
  {
    id: 'queue',
    title: $localize`Queue`,
    icon: 'list',
    about: $localize`How many torrents run at the same time; the others wait for their turn.`,
  },
  {
    id: 'connections',
    title: $localize`Connections and privacy`,
    icon: 'network',
    about: $localize`How peers are found, and how many Shoal talks to.`,
  },
  {
    id: 'labels',
    title: $localize`Categories and tags`,
    icon: 'filter',
    about: $localize`A torrent is in one category or none, and has any number of tags.`,
  },
  {
    id: 'account',
    title: $localize`Account`,
    icon: 'person',
    about: $localize`Your name and password.`,
  },
  {
    id: 'sessions',
    title: $localize`Signed-in browsers`,
    icon: 'lock',
    about: $localize`Where your account is signed in.`,
  },
  {
    id: 'tokens',
    title: $localize`API tokens`,
    icon: 'key',
    about: $localize`Scripts and other programs sign in with a token. Revoke one, and whoever uses it is out at once.`,
  },
  {
    id: 'integrations',
    title: $localize`Integrations`,
    icon: 'plug',
    about: $localize`What other programs and your browser need to work with Shoal.`,
  },
  {
    id: 'about',
    title: $localize`About and diagnostics`,
    icon: 'info',
    about: $localize`Which Shoal this is, and how its surroundings are.`,
  },
];

/** The first one where the address names none that there is. */
export function sectionOf(id: string | undefined): Section {
  return SECTIONS.find((section) => section.id === id) ?? SECTIONS[0]!;
}
