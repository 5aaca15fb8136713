/**
 * The rows in order, and which of them are in view. It looks at rows that changed only: those that a change moves are taken
 * out, sorted among themselves and put back by bisection, so that a frame of 500 rates costs some thousand comparisons
 * among ten thousand rows and not a sort of them all. Invariant: `order` is sorted by the rows in `placedAs`, which are
 * those that were there at the last update.
 */
import type { DownloadDto } from '@shared/dto/download.js';
import type { RowChanges } from '../live/followed-rows';
import type { Compare } from './list-sorts';

export type Matches = (row: DownloadDto) => boolean;

export interface RowSource {
  peek: (id: string) => DownloadDto | undefined;
  all: () => Iterable<DownloadDto>;
}

export interface Question {
  readonly compare: Compare;
  readonly matches: Matches;
}

/** Beyond this share of rows that move, sorting all of them is quicker. */
const MOST_MOVED_SHARE = 0.25;

export class RowOrder {
  private readonly source: RowSource;
  private question: Question | null = null;
  private order: readonly string[] = [];
  private readonly placedAs = new Map<string, DownloadDto>();
  private readonly matching = new Set<string>();
  private inView: readonly string[] = [];
  /** Ids that came since the last look at them. */
  private arrivals = new Set<string>();

  constructor(source: RowSource) {
    this.source = source;
  }

  /** Ids in view, in order; the same array where that did not change. */
  update({ isReset, touched }: RowChanges, question: Question): readonly string[] {
    const { compare, matches } = question;
    const previous = this.order;
    const isMatchNew = isReset || matches !== this.question?.matches;
    if (isReset) this.readAll();
    const moved = isReset ? null : this.takeIn(touched, compare);
    if (isReset || compare !== this.question?.compare) this.sortAll(compare);
    else if (moved) this.place(moved, compare);
    this.question = question;
    const hasOther = isMatchNew ? this.matchAll(matches) : this.match(touched, matches);
    if (hasOther || this.order !== previous) this.show();
    return this.inView;
  }

  /** Rows that were added since it was asked last. */
  takeArrivals(): ReadonlySet<string> {
    const { arrivals } = this;
    if (arrivals.size > 0) this.arrivals = new Set();
    return arrivals;
  }

  private readAll(): void {
    const known = new Set(this.placedAs.keys());
    this.placedAs.clear();
    for (const row of this.source.all()) {
      this.placedAs.set(row.id, row);
      if (!known.has(row.id)) this.arrivals.add(row.id);
    }
  }

  /** Those of them that stand elsewhere now, or null where nothing moves. */
  private takeIn(touched: ReadonlySet<string>, compare: Compare): Moved | null {
    const rows: DownloadDto[] = [];
    const leaving = new Set<string>();
    for (const id of touched) {
      const before = this.placedAs.get(id);
      const row = this.source.peek(id);
      if (row) this.placedAs.set(id, row);
      else this.placedAs.delete(id);
      if (before && row && (before === row || compare(before, row) === 0)) continue;
      if (before) leaving.add(id);
      if (row) rows.push(row);
      if (row && !before) this.arrivals.add(id);
    }
    return leaving.size + rows.length > 0 ? { rows, leaving } : null;
  }

  private sortAll(compare: Compare): void {
    const rows = [...this.placedAs.values()].toSorted(compare);
    this.take(rows.map(({ id }) => id));
  }

  private place({ rows, leaving }: Moved, compare: Compare): void {
    if (rows.length > this.order.length * MOST_MOVED_SHARE) return this.sortAll(compare);
    const rest = leaving.size > 0 ? this.order.filter((id) => !leaving.has(id)) : this.order;
    const next: string[] = [];
    let from = 0;
    for (const row of rows.toSorted(compare)) {
      const place = this.placeOf(row, rest, from, compare);
      while (from < place) next.push(rest[from++]!);
      next.push(row.id);
    }
    while (from < rest.length) next.push(rest[from++]!);
    this.take(next);
  }

  /** The first place from there on whose row comes after it. */
  private placeOf(
    row: DownloadDto,
    ids: readonly string[],
    from: number,
    compare: Compare,
  ): number {
    let [low, high] = [from, ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.placedAs.get(ids[middle]!)!, row) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private take(order: readonly string[]): void {
    if (!isSame(order, this.order)) this.order = order;
  }

  private matchAll(matches: Matches): boolean {
    this.matching.clear();
    for (const row of this.placedAs.values()) if (matches(row)) this.matching.add(row.id);
    return true;
  }

  private match(touched: ReadonlySet<string>, matches: Matches): boolean {
    let hasOther = false;
    for (const id of touched) {
      const row = this.placedAs.get(id);
      const isIn = row !== undefined && matches(row);
      if (isIn === this.matching.has(id)) continue;
      hasOther = true;
      if (isIn) this.matching.add(id);
      else this.matching.delete(id);
    }
    return hasOther;
  }

  private show(): void {
    const { matching, order } = this;
    const inView = matching.size === order.length ? order : order.filter((id) => matching.has(id));
    if (!isSame(inView, this.inView)) this.inView = inView;
  }
}

interface Moved {
  rows: DownloadDto[];
  leaving: Set<string>;
}

export function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, place) => id === other[place]);
}

/**
 * What is shown while rows must not jump: those that were shown, where they were, without the ones that are gone; new ones
 * stand behind the one that they follow in the true order.
 */
export function heldOrder(
  shown: readonly string[],
  current: readonly string[],
  { isThere, arrivals }: { isThere: (id: string) => boolean; arrivals: ReadonlySet<string> },
): readonly string[] {
  const kept = shown.every(isThere) ? shown : shown.filter(isThere);
  if (arrivals.size === 0) return kept;
  const isShown = new Set(kept);
  const behind = new Map<string | null, string[]>();
  let last: string | null = null;
  for (const id of current) {
    if (isShown.has(id)) last = id;
    else if (arrivals.has(id)) behind.set(last, [...(behind.get(last) ?? []), id]);
  }
  if (behind.size === 0) return kept;
  const next = behind.get(null) ?? [];
  for (const id of kept) next.push(id, ...(behind.get(id) ?? []));
  return next;
}
