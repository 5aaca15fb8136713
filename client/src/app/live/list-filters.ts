/** The named parts of the list that the rail offers. A download may be in several; counts are kept per part. */
import type { DownloadDto } from '@shared/dto/download.js';
import type { IconName } from '../ui/icon';

export const LIST_FILTERS = [
  'all',
  'active',
  'downloading',
  'seeding',
  'paused',
  'queued',
  'checking',
  'cancelled',
  'error',
] as const;
export type ListFilter = (typeof LIST_FILTERS)[number];

export const FILTER_LOOKS: Record<ListFilter, { word: string; icon: IconName }> = {
  all: { word: 'All', icon: 'list' },
  active: { word: 'Active', icon: 'sort' },
  downloading: { word: 'Downloading', icon: 'arrowDown' },
  seeding: { word: 'Seeding', icon: 'arrowUp' },
  paused: { word: 'Paused', icon: 'pause' },
  queued: { word: 'Queued', icon: 'clock' },
  checking: { word: 'Checking', icon: 'checking' },
  cancelled: { word: 'Cancelled', icon: 'stop' },
  error: { word: 'Error', icon: 'alert' },
};

export type FilterCounts = Record<ListFilter, number>;

export function emptyCounts(): FilterCounts {
  return Object.fromEntries(LIST_FILTERS.map((filter) => [filter, 0])) as FilterCounts;
}

/** Whether data moves right now. */
export function isActive(download: DownloadDto): boolean {
  return download.downloadRate > 0 || download.uploadRate > 0;
}

/** The part that the state names; a magnet that asks for its metadata counts as downloading. */
function stateFilter(download: DownloadDto): ListFilter {
  return download.state === 'metadata' ? 'downloading' : download.state;
}

export function isInFilter(download: DownloadDto, filter: ListFilter): boolean {
  if (filter === 'all') return true;
  return filter === 'active' ? isActive(download) : stateFilter(download) === filter;
}

/** Adds one download to the counts, or takes it out with -1. */
export function countIn(counts: FilterCounts, download: DownloadDto, by: 1 | -1): void {
  counts.all += by;
  counts[stateFilter(download)] += by;
  if (isActive(download)) counts.active += by;
}
