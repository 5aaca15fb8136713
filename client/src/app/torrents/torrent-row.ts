/** One row of the table. It reads its download from the store, so only rows on screen do any work. */
import { Component, computed, inject, input, output } from '@angular/core';
import { DownloadStore } from '../live/download-store';
import { barShare, describeBriefly } from '../metadata/metadata-words';
import { STATE_LOOKS } from '../ui/download-states';
import { NO_VALUE, formatPercent } from '../ui/format';
import { Icon } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import { StateLabel } from '../ui/state-label';
import { ColumnChoice } from './column-choice';
import { actionsLabel, selectLabel } from './row-words';

@Component({
  selector: 'shoal-torrent-row',
  imports: [Icon, ProgressBar, StateLabel],
  host: {
    role: 'row',
    class: 'figures',
    '[id]': "'row-' + id()",
    '[attr.aria-rowindex]': 'place() + 2',
    '[attr.aria-selected]': 'isSelected()',
    '[class.selected]': 'isSelected()',
    '[class.active]': 'isActive()',
  },
  templateUrl: './torrent-row.html',
  styleUrls: ['./torrent-columns.css', './torrent-row.css'],
})
export class TorrentRow {
  private readonly store = inject(DownloadStore);
  protected readonly choice = inject(ColumnChoice);
  readonly id = input.required<string>();
  readonly place = input.required<number>();
  readonly isSelected = input.required<boolean>();
  readonly isActive = input.required<boolean>();
  readonly toggled = output();
  readonly menuOpened = output<HTMLElement>();

  protected readonly row = computed(() => this.store.row(this.id()));
  protected readonly tone = computed(() => STATE_LOOKS[this.row()?.state ?? 'paused'].tone);

  protected readonly selectLabel = selectLabel;
  protected readonly actionsLabel = actionsLabel;
  protected readonly none = NO_VALUE;
  protected readonly share = barShare;
  protected readonly brief = describeBriefly;
  protected readonly percent = formatPercent;

  protected toggle(event: Event): void {
    event.stopPropagation();
    this.toggled.emit();
  }

  protected openMenu(event: Event, button: HTMLElement): void {
    event.stopPropagation();
    this.menuOpened.emit(button);
  }
}
