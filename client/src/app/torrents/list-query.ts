/**
 * What is asked of the list: a filter and a search. `matches` is a new function whenever the question is another one, and
 * says of one row whether it is in view; who walks the rows is the list's order (`list-view.ts`).
 */
import { Service, computed, signal } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { type ListFilter, isInFilter } from '../live/list-filters';

@Service()
export class ListQuery {
  private readonly filterSignal = signal<ListFilter>('all');
  private readonly searchSignal = signal('');

  readonly filter = this.filterSignal.asReadonly();
  readonly search = this.searchSignal.asReadonly();

  /** Whether a row is in view. */
  readonly matches = computed<(row: DownloadDto) => boolean>(() => {
    const filter = this.filter();
    const words = this.search().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return (row) => isInFilter(row, filter);
    return (row) => {
      if (!isInFilter(row, filter)) return false;
      const name = row.name.toLocaleLowerCase();
      return words.every((word) => name.includes(word) || row.id.startsWith(word));
    };
  });

  /** Whether rates and progress alone can change who matches. */
  readonly movesWithRates = computed(() => this.filter() === 'active');

  setFilter(filter: ListFilter): void {
    this.filterSignal.set(filter);
  }

  setSearch(search: string): void {
    this.searchSignal.set(search);
  }

  /** Everything is in view. */
  clear(): void {
    this.setFilter('all');
    this.setSearch('');
  }
}
