/**
 * The switch of the filters, what can be done to the selection; where there is none, how many are in view, and on a phone the
 * sort order. What stands between its tags comes last: how the list looks. Below it, what is asked for.
 */
import { Component, computed, inject } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { SelectionBar } from '../actions/selection-bar';
import { DownloadStore } from '../live/download-store';
import { useCommands } from '../ui/commands';
import { Icon } from '../ui/icon';
import { formatMessage } from '../ui/message';
import { askedParts } from './asked-parts';
import { ListQuery } from './list-query';
import { SORTS, COMMON_SORT_FIELDS } from './list-sorts';
import { ListView } from './list-view';
import { QueryChips } from './query-chips';
import { RailState } from './rail/rail-state';
import { SavedViews } from './saved-views';
import { Selection } from './selection';

@Component({
  selector: 'shoal-list-toolbar',
  imports: [Icon, MatMenuModule, QueryChips, SelectionBar],
  templateUrl: './list-toolbar.html',
  styleUrl: './list-toolbar.css',
})
export class ListToolbar {
  private readonly store = inject(DownloadStore);
  private readonly selection = inject(Selection);
  private readonly views = inject(SavedViews);
  protected readonly query = inject(ListQuery);
  protected readonly rail = inject(RailState);
  protected readonly view = inject(ListView);
  protected readonly sorts = SORTS;
  protected readonly sortFields = COMMON_SORT_FIELDS;

  protected readonly askedCount = computed(() => askedParts(this.query).length);
  protected readonly hasSelection = computed(() => this.selection.selected().size > 0);
  protected readonly summary = computed(() => {
    const values = { shown: this.view.ids().length, all: this.store.counts().all };
    const message =
      values.shown === values.all
        ? $localize`{all, plural, =1 {1 torrent} other {# torrents}}`
        : $localize`{shown} of {all, plural, =1 {1 torrent} other {# torrents}}`;
    return formatMessage(message, values);
  });

  constructor() {
    useCommands(
      {
        id: 'toggle-filters',
        group: 'view',
        title: $localize`Show or hide the filters`,
        run: () => this.rail.toggle(),
      },
      {
        id: 'clear-filters',
        group: 'torrents',
        title: $localize`Clear filters and search`,
        isEnabled: this.query.isAsked,
        run: () => this.query.clear(),
      },
      {
        id: 'save-view',
        group: 'torrents',
        title: $localize`Save what is shown as a view`,
        isEnabled: this.query.isAsked,
        run: () => void this.views.save(),
      },
    );
  }
}
