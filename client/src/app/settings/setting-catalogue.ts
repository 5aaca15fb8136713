/**
 * Every setting that the pages show; they are made of this table alone. Invariant: each setting of the server is in it (the
 * spec counts them).
 */
import { CONNECTIONS_SETTINGS } from './catalogue/connections';
import { DOWNLOADS_SETTINGS } from './catalogue/downloads';
import { GENERAL_SETTINGS } from './catalogue/general';
import { PAGE_PARTS } from './catalogue/page-parts';
import { QUEUE_SETTINGS } from './catalogue/queue';
import { SPEED_SETTINGS } from './catalogue/speed';
import type { SectionId } from './sections';
import type { Setting } from './setting-entry';

export const SETTINGS: readonly Setting[] = [
  ...GENERAL_SETTINGS,
  ...DOWNLOADS_SETTINGS,
  ...SPEED_SETTINGS,
  ...QUEUE_SETTINGS,
  ...CONNECTIONS_SETTINGS,
  ...PAGE_PARTS,
];

export function settingsOf(section: SectionId): Setting[] {
  return SETTINGS.filter((setting) => setting.section === section);
}
