/**
 * What the list shows: its order, and the ids that follow from it and from the question (`list-query.ts`). The order is
 * computed when the list's structure or the sort changes; where the sorted field itself moves (rates, progress), at most
 * every two seconds, so that rows do not jump under the pointer. The last order is the start of the next sort:
 * on nearly sorted input the engine's merge sort is close to linear.
 */
import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from '../live/download-store';
import { readPreference, writePreference } from '../ui/preference';
import { ListQuery } from './list-query';
import { SORTS, type SortField } from './list-sorts';

export interface ListSort {
  field: SortField;
  direction: 'asc' | 'desc';
}

const REORDER_INTERVAL_MS = 2000;
const DEFAULT_SORT: ListSort = { field: 'addedAt', direction: 'desc' };

@Service()
export class ListView {
  private readonly store = inject(DownloadStore);
  private readonly query = inject(ListQuery);
  private readonly sortSignal = signal<ListSort>(storedSort());
  /** Moves when rows may have changed places by a field that moves. */
  private readonly drift = signal(0);
  private lastRevision = -1;
  private isHeld = false;
  private previousOrder: DownloadDto[] = [];

  readonly sorting = this.sortSignal.asReadonly();

  /** Every row in order, apart from the filter, so that typing a search does not sort again. */
  private readonly sorted = computed(() => {
    this.store.structure();
    this.drift();
    return this.sortRows();
  });

  /** Ids in view, in order. */
  readonly ids = computed<readonly string[]>(() => {
    const matches = this.query.matches();
    const ids: string[] = [];
    for (const row of this.sorted()) if (matches(row)) ids.push(row.id);
    return ids;
  });

  /** Place of each id in view. */
  readonly places = computed(() => new Map(this.ids().map((id, index) => [id, index])));

  constructor() {
    const timer = setInterval(() => this.followDrift(), REORDER_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** Sorts by a field, the way that suits it; asked again, the other way round. */
  sortBy(field: SortField): void {
    const { field: current, direction } = this.sorting();
    const opposite = direction === 'asc' ? 'desc' : 'asc';
    this.setSort({ field, direction: field === current ? opposite : SORTS[field].natural });
  }

  setSort(sort: ListSort): void {
    this.sortSignal.set(sort);
    writePreference('sort', `${sort.field}:${sort.direction}`);
  }

  /** Keeps moving rows where they are while the pointer is on them or a menu is open. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
  }

  private followDrift(): void {
    const moves = SORTS[this.sorting().field].moves || this.query.movesWithRates();
    const revision = this.store.revision();
    if (!moves || this.isHeld || revision === this.lastRevision) return;
    this.lastRevision = revision;
    this.drift.update((drift) => drift + 1);
  }

  private sortRows(): DownloadDto[] {
    const { field, direction } = this.sorting();
    const compare = SORTS[field].compare;
    const sign = direction === 'asc' ? 1 : -1;
    this.previousOrder = this.rowsInLastOrder().toSorted(
      (one, other) => sign * compare(one, other) || compareIds(one, other),
    );
    return this.previousOrder;
  }

  private rowsInLastOrder(): DownloadDto[] {
    const rows: DownloadDto[] = [];
    const seen = new Set<string>();
    for (const { id } of this.previousOrder) {
      const row = this.store.peek(id);
      if (!row) continue;
      rows.push(row);
      seen.add(id);
    }
    for (const row of this.store.all()) if (!seen.has(row.id)) rows.push(row);
    return rows;
  }
}

function compareIds(one: DownloadDto, other: DownloadDto): number {
  return one.id < other.id ? -1 : 1;
}

function storedSort(): ListSort {
  const [field, direction] = (readPreference('sort') ?? '').split(':');
  if (!field || !(field in SORTS)) return DEFAULT_SORT;
  return { field: field as SortField, direction: direction === 'asc' ? 'asc' : 'desc' };
}
