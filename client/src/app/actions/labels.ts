/** Choosing labels for many downloads at once: what they have, what was changed, what is found. Pure. */
import type { DownloadDto } from '@shared/dto/download.js';
import { type Share, shareOf } from '../torrents/action-rules';

/** Longest name of a tag or a category (LONGEST_LABEL of the server). */
export const LONGEST_LABEL = 100;

/** Which of the rows have each tag; those that none has are left out. */
export function sharesOfTags(rows: readonly Pick<DownloadDto, 'tags'>[]): Map<string, Share> {
  const counts = new Map<string, number>();
  for (const { tags } of rows) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].map(([tag, count]) => [tag, count === rows.length ? 'all' : 'some']));
}

/** The category of all of them; undefined where they differ. */
export function commonCategory(
  rows: readonly Pick<DownloadDto, 'category'>[],
): string | null | undefined {
  const category = rows[0]?.category ?? null;
  const share = shareOf(rows, (row) => row.category === category);
  return share === 'all' ? category : undefined;
}

/** What a click makes of a box: what was mixed goes to all, to none, and back to mixed. */
export function nextShare(current: Share, original: Share): Share {
  if (current === 'some') return 'all';
  if (current === 'all') return 'none';
  return original === 'some' ? 'some' : 'all';
}

/** Names that have the text in them, those that begin with it first; `isNew` where none is just that. */
export function findLabels(
  names: readonly string[],
  search: string,
): { found: readonly string[]; isNew: boolean } {
  const text = search.trim().toLocaleLowerCase();
  const sorted = names.toSorted((one, other) => one.localeCompare(other));
  if (text === '') return { found: sorted, isNew: false };
  const found = sorted.filter((name) => name.toLocaleLowerCase().includes(text));
  const begins = (name: string) => name.toLocaleLowerCase().startsWith(text);
  return {
    found: [...found.filter(begins), ...found.filter((name) => !begins(name))],
    isNew: !names.includes(search.trim()),
  };
}
