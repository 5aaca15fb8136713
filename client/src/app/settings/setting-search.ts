/** Finds settings by what people call them. Pure. */
import { SETTINGS } from './setting-catalogue';
import type { Setting } from './setting-entry';
import { SECTIONS, type Section, sectionOf } from './sections';

export interface FoundSettings {
  readonly section: Section;
  readonly settings: readonly Setting[];
}

/** Those that have all of the words in their title, help, other words or section; in the order of the pages. */
export function findSettings(
  text: string,
  settings: readonly Setting[] = SETTINGS,
): FoundSettings[] {
  const words = folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const found = settings.filter((setting) => {
    const said = saidOf(setting);
    return words.every((word) => said.includes(word));
  });
  return SECTIONS.map((section) => ({
    section,
    settings: found.filter((setting) => setting.section === section.id),
  })).filter((group) => group.settings.length > 0);
}

function saidOf(setting: Setting): string {
  const { title, help, words = '', section } = setting;
  const kind = setting.source === 'server' ? setting.kind : null;
  const choices = kind?.type === 'choice' ? kind.choices.map(({ word }) => word) : [];
  return folded([title, help, words, sectionOf(section).title, setting.name, ...choices].join(' '));
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
