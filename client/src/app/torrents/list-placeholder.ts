/** What stands in the list's place while there are no rows: loading, failed, nothing added, nothing found and why. */
import { Component, computed, inject } from '@angular/core';
import { AddFlow } from '../add-torrent/add-flow';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { type AskedPart, askedParts } from './asked-parts';
import { ListQuery } from './list-query';
import { FileSearch } from './search/file-search';

@Component({
  selector: 'shoal-list-placeholder',
  imports: [Icon],
  templateUrl: './list-placeholder.html',
  styleUrl: './list-placeholder.css',
})
export class ListPlaceholder {
  private readonly store = inject(DownloadStore);
  protected readonly query = inject(ListQuery);
  protected readonly files = inject(FileSearch);
  protected readonly sync = inject(LiveSync);
  protected readonly addFlow = inject(AddFlow);
  protected readonly formatCount = formatCount;
  protected readonly skeletonWidths = [62, 48, 75, 40, 55, 68, 33, 59, 46, 71];

  protected readonly count = computed(() => this.store.counts().all);
  protected readonly kind = computed(() => {
    const phase = this.sync.phase();
    if (phase !== 'ready') return phase;
    return this.count() === 0 ? 'empty' : 'nothing-found';
  });

  /** What is asked for, and how many there would be without each part of it. */
  protected readonly hiders = computed<{ part: AskedPart; count: number }[]>(() => {
    this.store.structure();
    return askedParts(this.query).map((part) => ({ part, count: this.countWithout(part) }));
  });

  private countWithout(part: AskedPart): number {
    const matches = part.matchesWithout();
    let count = 0;
    for (const row of this.store.all()) if (matches(row)) count += 1;
    return count;
  }
}
