/** What can be done to the selection, how many are in view, and on a phone the sort order and Add. */
import { Component, computed, inject } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { AddFlow } from '../add-torrent/add-flow';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { formatCount, formatPlural } from '../ui/format';
import { Icon } from '../ui/icon';
import { type Action, DownloadActions, isAllowed } from './download-actions';
import { ListView } from './list-view';
import { SORTS, SORT_FIELDS } from './list-sorts';
import { Selection } from './selection';

@Component({
  selector: 'shoal-list-toolbar',
  imports: [Icon, MatMenuModule],
  host: { role: 'toolbar', 'aria-label': 'Actions on the selection' },
  templateUrl: './list-toolbar.html',
  styleUrl: './list-toolbar.css',
})
export class ListToolbar {
  private readonly store = inject(DownloadStore);
  protected readonly actions = inject(DownloadActions);
  protected readonly addFlow = inject(AddFlow);
  protected readonly selection = inject(Selection);
  protected readonly sync = inject(LiveSync);
  protected readonly view = inject(ListView);
  protected readonly sorts = SORTS;
  protected readonly sortFields = SORT_FIELDS;

  protected readonly hasSelection = computed(() => this.selection.selected().size > 0);
  protected readonly allowed = computed<Record<'pause' | 'resume' | 'cancel' | 'remove', boolean>>(
    () => ({
      pause: this.someAllow('pause'),
      resume: this.someAllow('resume'),
      cancel: this.someAllow('cancel'),
      remove: this.sync.isLive() && this.hasSelection(),
    }),
  );
  protected readonly summary = computed(() => {
    const shown = this.view.ids().length;
    const all = this.store.counts().all;
    const selected = this.selection.selected().size;
    if (selected > 0) return `${formatCount(selected)} of ${formatCount(shown)} selected`;
    return shown === all
      ? formatPlural(all, 'torrent')
      : `${formatCount(shown)} of ${formatPlural(all, 'torrent')}`;
  });

  private someAllow(action: Action): boolean {
    this.store.structure();
    if (!this.sync.isLive()) return false;
    for (const id of this.selection.selected()) {
      const row = this.store.peek(id);
      if (row && isAllowed(action, row)) return true;
    }
    return false;
  }
}
