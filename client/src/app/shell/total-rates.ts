/** What moves in all, down and up, with the graph of the last minute; a click shows it large. */
import { Component, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { LiveSync } from '../live/live-sync';
import { RateHistory } from '../live/rate-history';
import { SessionState } from '../live/session-state';
import { useCommands } from '../ui/commands';
import { formatSpeed } from '../ui/format';
import { Icon } from '../ui/icon';
import { Sparkline } from './sparkline';

@Component({
  selector: 'shoal-total-rates',
  imports: [Icon, Sparkline],
  host: { '[class.stale]': "sync.connection() === 'lost'" },
  template: `
    <button
      class="figures"
      type="button"
      aria-haspopup="dialog"
      i18n-title
      title="Speed of the last minutes"
      (click)="open()"
    >
      <span class="hidden" i18n>Total rates:</span>
      <shoal-sparkline [samples]="history.samples()" />
      <span class="rate download"
        ><shoal-icon name="arrowDown" /><span class="word" i18n>Down </span
        >{{ downloadRate() }}</span
      >
      <span class="rate upload"
        ><shoal-icon name="arrowUp" /><span class="word" i18n>Up </span>{{ uploadRate() }}</span
      >
    </button>
  `,
  styleUrl: './total-rates.css',
})
export class TotalRates {
  private readonly session = inject(SessionState);
  private readonly dialog = inject(MatDialog);
  protected readonly history = inject(RateHistory);
  protected readonly sync = inject(LiveSync);

  protected readonly downloadRate = computed(() =>
    formatSpeed(this.session.stats()?.downloadRate ?? 0),
  );
  protected readonly uploadRate = computed(() =>
    formatSpeed(this.session.stats()?.uploadRate ?? 0),
  );

  constructor() {
    useCommands({
      id: 'show-speed',
      group: 'app',
      title: $localize`Speed of the last minutes`,
      run: () => void this.open(),
    });
  }

  protected async open(): Promise<void> {
    const { SpeedDialog } = await import('./speed-dialog');
    this.dialog.open(SpeedDialog, { width: '640px', maxWidth: '94vw', autoFocus: 'dialog' });
  }
}
