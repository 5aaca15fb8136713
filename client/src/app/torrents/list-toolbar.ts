/** What can be done to the selection; where there is none, how many are in view, and on a phone the sort order and Add. */
import { Component, computed, inject } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { SelectionBar } from '../actions/selection-bar';
import { AddFlow } from '../add-torrent/add-flow';
import { DownloadStore } from '../live/download-store';
import { formatCount, formatPlural } from '../ui/format';
import { Icon } from '../ui/icon';
import { ListView } from './list-view';
import { SORTS, SORT_FIELDS } from './list-sorts';
import { Selection } from './selection';

@Component({
  selector: 'shoal-list-toolbar',
  imports: [Icon, MatMenuModule, SelectionBar],
  templateUrl: './list-toolbar.html',
  styleUrl: './list-toolbar.css',
})
export class ListToolbar {
  private readonly store = inject(DownloadStore);
  protected readonly addFlow = inject(AddFlow);
  private readonly selection = inject(Selection);
  protected readonly view = inject(ListView);
  protected readonly sorts = SORTS;
  protected readonly sortFields = SORT_FIELDS;

  protected readonly hasSelection = computed(() => this.selection.selected().size > 0);
  protected readonly summary = computed(() => {
    const shown = this.view.ids().length;
    const all = this.store.counts().all;
    return shown === all
      ? formatPlural(all, 'torrent')
      : `${formatCount(shown)} of ${formatPlural(all, 'torrent')}`;
  });
}
