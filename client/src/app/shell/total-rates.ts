/** What moves in all, down and up, with the graph of the last minute. */
import { Component, computed, inject } from '@angular/core';
import { LiveSync } from '../live/live-sync';
import { RateHistory } from '../live/rate-history';
import { SessionState } from '../live/session-state';
import { formatBytes } from '../ui/format';
import { Icon } from '../ui/icon';
import { Sparkline } from './sparkline';

@Component({
  selector: 'shoal-total-rates',
  imports: [Icon, Sparkline],
  host: {
    role: 'group',
    class: 'figures',
    '[class.stale]': "sync.connection() === 'lost'",
    '[attr.aria-label]': 'label',
  },
  template: `
    <shoal-sparkline [samples]="history.samples()" />
    <span class="rate download"
      ><shoal-icon name="arrowDown" /><span class="word" i18n>Down </span>{{ downloadRate() }}</span
    >
    <span class="rate upload"
      ><shoal-icon name="arrowUp" /><span class="word" i18n>Up </span>{{ uploadRate() }}</span
    >
  `,
  styleUrl: './total-rates.css',
})
export class TotalRates {
  protected readonly label = $localize`Total rates`;
  private readonly session = inject(SessionState);
  protected readonly history = inject(RateHistory);
  protected readonly sync = inject(LiveSync);

  protected readonly downloadRate = computed(
    () => `${formatBytes(this.session.stats()?.downloadRate ?? 0)}/s`,
  );
  protected readonly uploadRate = computed(
    () => `${formatBytes(this.session.stats()?.uploadRate ?? 0)}/s`,
  );
}
