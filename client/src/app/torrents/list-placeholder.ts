/** What stands in the list's place while there are no rows: loading, failed, nothing added, nothing found. */
import { Component, computed, inject } from '@angular/core';
import { AddFlow } from '../add-torrent/add-flow';
import { DownloadStore } from '../live/download-store';
import { FILTER_LOOKS } from '../live/list-filters';
import { LiveSync } from '../live/live-sync';
import { Icon } from '../ui/icon';
import { ListQuery } from './list-query';

@Component({
  selector: 'shoal-list-placeholder',
  imports: [Icon],
  template: `
    @switch (kind()) {
      @case ('loading') {
        <div class="rows" role="status">
          <span class="hidden">Loading torrents</span>
          @for (width of skeletonWidths; track $index) {
            <div class="row" aria-hidden="true">
              <span class="skeleton state"></span>
              <span class="skeleton name" [style.width.%]="width"></span>
              <span class="skeleton bar"></span>
              <span class="skeleton figure"></span>
            </div>
          }
        </div>
      }
      @case ('failed') {
        <section role="alert">
          <shoal-icon name="alert" />
          <h2>The list could not be loaded</h2>
          <p>{{ sync.failure()?.detail }} Shoal tries again by itself.</p>
          <button class="button" type="button" (click)="sync.load()">Try now</button>
        </section>
      }
      @case ('nothing-found') {
        <section>
          <shoal-icon name="filter" />
          <h2>No torrent matches</h2>
          <p>{{ question() }}</p>
          <button class="button" type="button" (click)="clear()">Show all</button>
        </section>
      }
      @case ('empty') {
        <section class="drop">
          <shoal-icon name="upload" />
          <h2>Drop .torrent files here</h2>
          <p>
            or magnet links, or paste them anywhere in this window. Nothing starts before you say
            so.
          </p>
          <div class="ways">
            <button class="button primary" type="button" (click)="addFlow.pickFiles()">
              Choose files
            </button>
            <button class="button" type="button" (click)="addFlow.ask()">Add a link</button>
          </div>
        </section>
      }
    }
  `,
  styleUrl: './list-placeholder.css',
})
export class ListPlaceholder {
  private readonly store = inject(DownloadStore);
  private readonly query = inject(ListQuery);
  protected readonly sync = inject(LiveSync);
  protected readonly addFlow = inject(AddFlow);
  protected readonly skeletonWidths = [62, 48, 75, 40, 55, 68, 33, 59, 46, 71];

  protected readonly kind = computed(() => {
    const phase = this.sync.phase();
    if (phase !== 'ready') return phase;
    return this.store.counts().all === 0 ? 'empty' : 'nothing-found';
  });
  protected readonly question = computed(() => {
    const filter = this.query.filter();
    const parts: string[] = [];
    if (filter !== 'all') parts.push(`Only “${FILTER_LOOKS[filter].word}” is shown.`);
    const search = this.query.search().trim();
    if (search) parts.push(`Searching for “${search}”.`);
    return parts.join(' ');
  });

  protected clear(): void {
    this.query.clear();
  }
}
