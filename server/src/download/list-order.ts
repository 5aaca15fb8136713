/** The order of the list. Downloads that compare equal stand in the order of adding; what has no value stands last. */
import {
  DOWNLOAD_STATES,
  type DownloadSortField,
  type DownloadState,
} from '@shared/dto/download.js';
import type { ListRow } from './list-row.ts';
import { TextRanks } from './text-ranks.ts';

/** A number for each row, by which it is put in order; null where it has no value. */
type KeyOf = (row: ListRow) => number | null;

const TEXT_FIELDS = ['name', 'category', 'directory', 'addedBy'] as const;
type TextField = (typeof TEXT_FIELDS)[number];

export class ListOrder {
  readonly #ranks: Record<TextField, TextRanks> = {
    name: new TextRanks(),
    category: new TextRanks(),
    directory: new TextRanks(),
    addedBy: new TextRanks(),
  };

  /** A new array in the order wanted. */
  sort(rows: readonly ListRow[], field: DownloadSortField, order: 'asc' | 'desc'): ListRow[] {
    const direction = order === 'asc' ? 1 : -1;
    const keyOf = this.#keys(rows, field);
    const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
    keyed.sort((one, other) => {
      if (one.key === null || other.key === null) {
        const missing = Number(one.key === null) - Number(other.key === null);
        return missing || compareTie(one.row, other.row);
      }
      return direction * (one.key - other.key) || compareTie(one.row, other.row);
    });
    return keyed.map(({ row }) => row);
  }

  #keys(rows: readonly ListRow[], field: DownloadSortField): KeyOf {
    if (isTextField(field)) return this.#textKeys(rows, field);
    if (field === 'addedAt') return (row) => row.addedAt;
    if (field === 'completedAt') return ({ dto }) => timeOf(dto.completedAt);
    if (field === 'state') return ({ dto }) => STATE_RANKS[dto.state];
    return ({ dto }) => dto[field];
  }

  #textKeys(rows: readonly ListRow[], field: TextField): KeyOf {
    const texts = rows.flatMap(({ dto }) => dto[field] ?? []);
    const ranks = this.#ranks[field].of(texts);
    return ({ dto }) => {
      const text = dto[field];
      return text === null ? null : (ranks.get(text) ?? null);
    };
  }
}

function isTextField(field: DownloadSortField): field is TextField {
  return (TEXT_FIELDS as readonly string[]).includes(field);
}

/** By their names. */
const STATE_RANKS = Object.fromEntries(
  DOWNLOAD_STATES.toSorted().map((state, rank) => [state, rank]),
) as Record<DownloadState, number>;

function timeOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

function compareTie(one: ListRow, other: ListRow): number {
  return one.addedAt - other.addedAt || (one.dto.id < other.dto.id ? -1 : 1);
}
