/** Says that the connection is lost and how old the data is; gone by itself when the server is back. */
import { Component, computed, inject } from '@angular/core';
import { LiveSync } from '../live/live-sync';
import { Clock } from '../ui/clock';
import { formatDuration } from '../ui/format';
import { Icon } from '../ui/icon';

@Component({
  selector: 'shoal-connection-banner',
  imports: [Icon],
  host: { role: 'status' },
  template: `
    @if (sync.connection() === 'lost') {
      <p>
        <shoal-icon name="plug" />
        <strong i18n>Connection lost.</strong>
        <span i18n>Trying again.</span>
        @if (sync.phase() === 'ready') {
          <span aria-hidden="true" i18n>What you see is {{ age() }} old.</span>
        }
      </p>
    }
  `,
  styles: `
    p {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 8px;
      padding: 7px var(--space-4);
      background: var(--warning-soft);
      color: var(--text);
      border-bottom: 1px solid var(--line);
    }
    shoal-icon {
      color: var(--warning);
    }
  `,
})
export class ConnectionBanner {
  protected readonly sync = inject(LiveSync);
  private readonly clock = inject(Clock);
  protected readonly age = computed(() =>
    formatDuration((this.clock.now() - (this.sync.lostAt() ?? this.clock.now())) / 1000),
  );
}
