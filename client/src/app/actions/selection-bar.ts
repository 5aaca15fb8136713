/** What can be done to the selection, while there is one: the most used at once, everything else behind the menu. */
import { Component, computed, inject } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { whyNot } from '../torrents/action-rules';
import { DownloadActions } from '../torrents/download-actions';
import { Selection } from '../torrents/selection';
import { formatBytes, formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { DownloadMenu } from './download-menu';

@Component({
  selector: 'shoal-selection-bar',
  imports: [DownloadMenu, Icon, MatMenuModule],
  host: { role: 'toolbar', 'aria-label': $localize`Actions on the selection` },
  templateUrl: './selection-bar.html',
  styleUrl: './selection-bar.css',
})
export class SelectionBar {
  private readonly store = inject(DownloadStore);
  private readonly sync = inject(LiveSync);
  protected readonly actions = inject(DownloadActions);
  protected readonly selection = inject(Selection);

  protected readonly ids = computed(() => [...this.selection.selected()]);
  private readonly rows = computed(() => {
    this.store.structure();
    return this.actions.rows(this.ids());
  });
  protected readonly canAct = computed(() => this.sync.isLive() && this.rows().length > 0);
  protected readonly canPause = computed(
    () => this.canAct() && whyNot('pause', this.rows()) === null,
  );
  protected readonly canResume = computed(
    () => this.canAct() && whyNot('resume', this.rows()) === null,
  );
  protected readonly summary = computed(() => {
    const count = formatCount(this.rows().length);
    const size = formatBytes(this.rows().reduce((sum, row) => sum + row.totalBytes, 0));
    return $localize`${count}:count: selected, ${size}:size:`;
  });
}
