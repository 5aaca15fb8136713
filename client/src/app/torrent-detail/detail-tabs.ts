/**
 * The tabs of the details, in their order: the number keys follow it. Each is loaded when it is first shown, takes the row
 * as its one input (`row`), and reads what the stream tells of it from `DetailFeed`.
 */
import type { Type } from '@angular/core';
import type { WatchTab } from '@shared/events/stream.js';

export interface DetailTab {
  /** As `?tab=` names it. */
  readonly name: string;
  readonly word: string;
  /** What the stream is asked for while it shows. */
  readonly watches: WatchTab | null;
  /** Has nothing to show for a magnet whose metadata is not there. */
  readonly needsMetadata: boolean;
  readonly load: () => Promise<Type<unknown>>;
}

export const DETAIL_TABS: readonly DetailTab[] = [
  {
    name: 'overview',
    word: $localize`:tab:Overview`,
    watches: 'pieces',
    needsMetadata: false,
    load: () => import('./overview/overview-tab').then((module) => module.OverviewTab),
  },
  {
    name: 'files',
    word: $localize`:tab:Files`,
    watches: 'files',
    needsMetadata: true,
    load: () => import('./files-tab').then((module) => module.FilesTab),
  },
  {
    name: 'trackers',
    word: $localize`:tab:Trackers`,
    watches: 'trackers',
    needsMetadata: false,
    load: () => import('./trackers/trackers-tab').then((module) => module.TrackersTab),
  },
  {
    name: 'peers',
    word: $localize`:tab:Peers`,
    watches: 'peers',
    needsMetadata: false,
    load: () => import('./peers/peers-tab').then((module) => module.PeersTab),
  },
  {
    name: 'options',
    word: $localize`:tab:Options`,
    watches: null,
    needsMetadata: false,
    load: () => import('./options/options-tab').then((module) => module.OptionsTab),
  },
  {
    name: 'events',
    word: $localize`:tab:Events`,
    watches: null,
    needsMetadata: false,
    load: () => import('./events/events-tab').then((module) => module.EventsTab),
  },
];

const [FIRST] = DETAIL_TABS as readonly [DetailTab, ...DetailTab[]];

/** The tab of that name, or the first. */
export function detailTab(name: string | undefined): DetailTab {
  return DETAIL_TABS.find((tab) => tab.name === name) ?? FIRST;
}
