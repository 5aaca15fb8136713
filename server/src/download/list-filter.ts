/** Which downloads a query is about. Pure. */
import type { DownloadDto, DownloadFilter } from '@shared/dto/download.js';
import { foldText } from '../database/torrent-search-row.ts';
import type { ListRow } from './list-row.ts';

/** What a filter asks for that the rows do not have: ids, found elsewhere. */
export interface FoundElsewhere {
  /** Those that have a file with such a word in its path, for each word of the search. */
  byFileName: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that announce to the wanted host; null where none is wanted. */
  byTracker: ReadonlySet<string> | null;
  /** Those whose torrent is private; null where that is not asked for. */
  privateOnes: ReadonlySet<string> | null;
}

type Condition = (row: ListRow) => boolean;

/** More words than these make a search no better. */
const MOST_WORDS = 8;

/** Several in double quotes are one. */
const WORD = /"([^"]+)"|[^\s"]+/g;

/** The words of a search, case folded: all of them have to be found. */
export function searchWords(search: string | undefined): string[] {
  const words = [...foldText(search ?? '').matchAll(WORD)]
    .map(([word, quoted]) => (quoted ?? word).trim())
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, MOST_WORDS);
}

export function matching(
  rows: readonly ListRow[],
  filter: DownloadFilter,
  { byTracker, byFileName, privateOnes }: FoundElsewhere,
): ListRow[] {
  const conditions = [
    ...ofState(filter),
    ...ofLabels(filter),
    ...(byTracker ? [({ dto }: ListRow) => byTracker.has(dto.id)] : []),
    ...(privateOnes ? [({ dto }: ListRow) => privateOnes.has(dto.id) === filter.private] : []),
    ...searchWords(filter.search).map((word) => hasWord(word, byFileName.get(word))),
  ];
  return rows.filter((row) => conditions.every((holds) => holds(row)));
}

function ofState({ state, errorCode, active }: DownloadFilter): Condition[] {
  return [
    ...(state ? [({ dto }: ListRow) => state.includes(dto.state)] : []),
    ...(errorCode
      ? [({ dto }: ListRow) => dto.error !== null && errorCode.includes(dto.error.code)]
      : []),
    ...(active === undefined ? [] : [({ dto }: ListRow) => isActive(dto) === active]),
  ];
}

/** All of the tags, one of the categories and accounts. An empty text is none at all. */
function ofLabels({ tag, category, addedBy }: DownloadFilter): Condition[] {
  return [
    ...(tag ?? []).map(
      (wanted): Condition =>
        ({ dto }) =>
          wanted === '' ? dto.tags.length === 0 : dto.tags.includes(wanted),
    ),
    ...(category ? [({ dto }: ListRow) => category.includes(dto.category ?? '')] : []),
    ...(addedBy ? [({ dto }: ListRow) => addedBy.includes(dto.addedBy ?? '')] : []),
  ];
}

function hasWord(word: string, byFileName: ReadonlySet<string> | undefined): Condition {
  return ({ dto, foldedName }) => foldedName.includes(word) || (byFileName?.has(dto.id) ?? false);
}

function isActive({ downloadRate, uploadRate }: DownloadDto): boolean {
  return downloadRate > 0 || uploadRate > 0;
}
