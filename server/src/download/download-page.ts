/** Filter, order and page of the list. Pure. Downloads that compare equal stand in the order of adding. */
import type { DownloadDto, DownloadListQuery, DownloadSortField } from '@shared/dto/download.js';

export const DEFAULT_PAGE_SIZE = 1_000;

export function pageOf(
  downloads: readonly DownloadDto[],
  query: DownloadListQuery,
): { items: DownloadDto[]; total: number } {
  const { sort = 'addedAt', order = 'asc', offset = 0, limit = DEFAULT_PAGE_SIZE } = query;
  const search = query.search?.toLowerCase();
  const matching = downloads
    .filter((download) => query.state === undefined || download.state === query.state)
    .filter((download) => search === undefined || download.name.toLowerCase().includes(search))
    .toSorted((a, b) => compare(a, b, sort, order === 'asc' ? 1 : -1) || compareTie(a, b));
  return { items: matching.slice(offset, offset + limit), total: matching.length };
}

/** What has no value stands last in both directions. */
function compare(
  a: DownloadDto,
  b: DownloadDto,
  field: DownloadSortField,
  direction: 1 | -1,
): number {
  const [left, right] = [a[field], b[field]];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === 'string') return direction * compareTexts(left, String(right));
  return direction * (left - Number(right));
}

function compareTie(a: DownloadDto, b: DownloadDto): number {
  return compareTexts(a.addedAt, b.addedAt) || compareTexts(a.id, b.id);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compareTexts(a: string, b: string): number {
  return collator.compare(a, b);
}
