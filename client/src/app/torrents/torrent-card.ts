/** One download on a phone: state, name, bar, and the two figures that matter in its state. */
import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DownloadStore } from '../live/download-store';
import { barShare, describeBriefly } from '../metadata/metadata-words';
import { STATE_LOOKS } from '../ui/download-states';
import {
  NO_VALUE,
  formatBytes,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
} from '../ui/format';
import { Icon } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import { StateLabel } from '../ui/state-label';

@Component({
  selector: 'shoal-torrent-card',
  imports: [Icon, ProgressBar, RouterLink, StateLabel],
  host: {
    role: 'listitem',
    class: 'figures',
    '[attr.aria-posinset]': 'place() + 1',
    '[attr.aria-setsize]': 'total()',
    '[class.selected]': 'isSelected()',
  },
  templateUrl: './torrent-card.html',
  styleUrl: './torrent-card.css',
})
export class TorrentCard {
  private readonly store = inject(DownloadStore);
  readonly id = input.required<string>();
  readonly place = input.required<number>();
  readonly total = input.required<number>();
  readonly isSelected = input.required<boolean>();
  readonly toggled = output();
  readonly menuOpened = output<HTMLElement>();

  protected readonly row = computed(() => this.store.row(this.id()));
  protected readonly tone = computed(() => STATE_LOOKS[this.row()?.state ?? 'paused'].tone);
  protected readonly amount = computed(() => {
    const row = this.row();
    if (!row) return '';
    if (row.metadata) return describeBriefly(row);
    if (row.state === 'seeding') {
      return `${formatBytes(row.totalBytes)} · ratio ${formatRatio(row.ratio)}`;
    }
    if (row.downloadRate > 0) return formatBytes(row.wantedBytes);
    return `${formatBytes(row.completedBytes)} of ${formatBytes(row.wantedBytes)}`;
  });
  protected readonly speed = computed(() => {
    const row = this.row();
    if (!row) return '';
    if (row.state === 'seeding') return row.uploadRate > 0 ? `↑ ${formatRate(row.uploadRate)}` : '';
    if (row.downloadRate === 0) return '';
    return `↓ ${formatRate(row.downloadRate)} · ${formatEta(row.etaSeconds)}`;
  });
  protected readonly none = NO_VALUE;
  protected readonly share = barShare;
  protected readonly percent = formatPercent;
}
