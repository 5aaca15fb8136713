/** The named parts of the list that the rail offers. A download may be in several; counts are kept per part. */
import type { DownloadDto } from '@shared/dto/download.js';
import type { IconName } from '../ui/icon';

export const LIST_FILTERS = [
  'all',
  'active',
  'downloading',
  'seeding',
  'complete',
  'incomplete',
  'paused',
  'queued',
  'checking',
  'metadata',
  'moving',
  'cancelled',
  'error',
] as const;
export type ListFilter = (typeof LIST_FILTERS)[number];

export const FILTER_LOOKS: Record<ListFilter, { word: string; icon: IconName }> = {
  all: { word: $localize`:torrents in any state:All`, icon: 'list' },
  active: { word: $localize`:torrents that move data:Active`, icon: 'sort' },
  downloading: { word: $localize`Downloading`, icon: 'arrowDown' },
  seeding: { word: $localize`Seeding`, icon: 'arrowUp' },
  complete: { word: $localize`:torrents that are complete:Complete`, icon: 'check' },
  incomplete: { word: $localize`:torrents that are not complete:Incomplete`, icon: 'half' },
  paused: { word: $localize`Paused`, icon: 'pause' },
  queued: { word: $localize`Queued`, icon: 'clock' },
  checking: { word: $localize`Checking`, icon: 'checking' },
  metadata: { word: $localize`:torrents that wait for metadata:Metadata`, icon: 'magnet' },
  moving: { word: $localize`:torrents whose files move:Moving`, icon: 'folder' },
  cancelled: { word: $localize`Cancelled`, icon: 'stop' },
  error: { word: $localize`Error`, icon: 'alert' },
};

export type FilterCounts = Record<ListFilter, number>;

export function emptyCounts(): FilterCounts {
  return Object.fromEntries(LIST_FILTERS.map((filter) => [filter, 0])) as FilterCounts;
}

/** Whether data moves right now. */
export function isActive(download: DownloadDto): boolean {
  return download.downloadRate > 0 || download.uploadRate > 0;
}

/** The part that the state names; a magnet that asks for its metadata counts as downloading as well. */
function stateFilter(download: DownloadDto): ListFilter {
  return download.state === 'metadata' ? 'downloading' : download.state;
}

export function isInFilter(download: DownloadDto, filter: ListFilter): boolean {
  return IS_IN[filter]?.(download) ?? stateFilter(download) === filter;
}

/** Those that are no state. */
const IS_IN: Partial<Record<ListFilter, (download: DownloadDto) => boolean>> = {
  all: () => true,
  active: isActive,
  complete: ({ completedAt }) => completedAt !== null,
  incomplete: ({ completedAt }) => completedAt === null,
  metadata: ({ metadata }) => metadata !== null,
  moving: ({ move }) => move !== null,
};

/** Whether rates and progress alone can change who is in it. */
export function movesByItself(filter: ListFilter): boolean {
  return filter === 'active' || filter === 'moving' || filter === 'metadata';
}

/** Takes a frame of rates into the counts: states and completion do not move there. */
export function recount(counts: FilterCounts, before: DownloadDto, after: DownloadDto): void {
  counts.active += Number(isActive(after)) - Number(isActive(before));
  counts.moving += Number(after.move !== null) - Number(before.move !== null);
  counts.metadata += Number(after.metadata !== null) - Number(before.metadata !== null);
}

/** Adds one download to the counts, or takes it out with -1. */
export function countIn(counts: FilterCounts, download: DownloadDto, by: 1 | -1): void {
  counts.all += by;
  counts[stateFilter(download)] += by;
  counts[download.completedAt === null ? 'incomplete' : 'complete'] += by;
  if (isActive(download)) counts.active += by;
  if (download.metadata !== null) counts.metadata += by;
  if (download.move !== null) counts.moving += by;
}
