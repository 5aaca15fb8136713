/** The filters with their counts: a rail beside the list, or chips above it on a phone. */
import { Component, inject } from '@angular/core';
import { DownloadStore } from '../live/download-store';
import { FILTER_LOOKS, LIST_FILTERS } from '../live/list-filters';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { ListQuery } from './list-query';

@Component({
  selector: 'shoal-filter-rail',
  imports: [Icon],
  template: `
    <nav aria-label="Filter by state">
      @for (filter of filters; track filter) {
        <button
          type="button"
          [attr.aria-pressed]="query.filter() === filter"
          [class.none]="store.counts()[filter] === 0"
          (click)="query.setFilter(filter)"
        >
          <shoal-icon [name]="looks[filter].icon" />
          <span class="word">{{ looks[filter].word }}</span>
          <span class="count figures">{{ count(store.counts()[filter]) }}</span>
        </button>
      }
    </nav>
  `,
  styleUrl: './filter-rail.css',
})
export class FilterRail {
  protected readonly query = inject(ListQuery);
  protected readonly store = inject(DownloadStore);
  protected readonly filters = LIST_FILTERS;
  protected readonly looks = FILTER_LOOKS;
  protected readonly count = formatCount;
}
