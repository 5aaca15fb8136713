/** The strip at the bottom: is the server there, can peers reach us, is there space, which limits hold, which version. */
import { Component, computed, inject } from '@angular/core';
import { LiveSync } from '../live/live-sync';
import { SessionState } from '../live/session-state';
import { formatBytes } from '../ui/format';
import { Icon } from '../ui/icon';
import { formatMessage } from '../ui/message';
import { CONNECTION_WORDS } from './connection-words';
import { DhtView } from './dht-view';
import { describeNodes } from './dht-words';
import { LimitStatus } from './limit-status';
import { portWords } from './port-words';

@Component({
  selector: 'shoal-status-strip',
  imports: [Icon, LimitStatus],
  host: { role: 'contentinfo', class: 'figures' },
  template: `
    <span class="connection" [attr.data-state]="sync.connection()">
      <span class="dot" aria-hidden="true"></span>{{ connectionWord() }}
    </span>
    <span> <shoal-icon name="plug" />{{ port() }} </span>
    @if (peers(); as text) {
      <span><shoal-icon name="peers" />{{ text }}</span>
    }
    @if (dht(); as text) {
      <button class="dht" type="button" aria-haspopup="dialog" (click)="dhtView.open()">
        <shoal-icon name="network" />{{ text }}
      </button>
    }
    @if (freeSpace(); as text) {
      <span [class.low]="isSpaceLow()"><shoal-icon name="disk" />{{ text }}</span>
    }
    <shoal-limit-status />
    @if (session.info(); as info) {
      <span class="version">Shoal {{ info.version }}</span>
    }
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: var(--space-4);
      height: 28px;
      padding: 0 var(--space-4);
      background: var(--surface);
      border-top: 1px solid var(--line);
      color: var(--text-muted);
      font-size: var(--size-small);
      white-space: nowrap;
      overflow: hidden;
    }
    span,
    .dht {
      display: inline-flex;
      align-items: center;
      gap: 5px;
    }
    .dht {
      height: 24px;
      padding: 0 4px;
      border: 0;
      border-radius: var(--radius);
      background: none;
    }
    .dht:hover {
      background: var(--surface-hover);
      color: var(--text);
    }
    .dht:focus-visible {
      outline-offset: -2px;
    }
    .dot {
      width: 8px;
      height: 8px;
      border-radius: 50%;
      background: var(--bar-warning);
    }
    [data-state='online'] .dot {
      background: var(--bar-upload);
    }
    [data-state='lost'] .dot {
      border-radius: 1px;
      background: var(--bar-error);
    }
    .low {
      color: var(--error);
      font-weight: 600;
    }
    shoal-limit-status {
      margin-inline-start: auto;
    }
    @media (width < 1100px) {
      .version {
        display: none;
      }
    }
    @media (width < 700px) {
      :host {
        display: none;
      }
    }
  `,
})
export class StatusStrip {
  protected readonly sync = inject(LiveSync);
  protected readonly session = inject(SessionState);
  protected readonly dhtView = inject(DhtView);

  protected readonly connectionWord = computed(() => CONNECTION_WORDS[this.sync.connection()]);
  protected readonly port = computed(() =>
    portWords(this.session.peerPort(), this.session.stats()?.reachedFromOutside ?? false),
  );
  protected readonly peers = computed(() => {
    const stats = this.session.stats();
    const message = $localize`{peers, plural, =1 {1 peer} other {# peers}}`;
    return stats && formatMessage(message, { peers: stats.peers });
  });
  protected readonly dht = computed(() => {
    const stats = this.session.stats();
    return stats && describeNodes(stats.dhtNodes);
  });
  private readonly freeBytes = computed(() => this.session.info()?.freeBytes ?? null);
  protected readonly freeSpace = computed(() => {
    const free = this.freeBytes();
    return free === null ? null : $localize`${formatBytes(free)}:amount: free`;
  });
  /** Under a gibibyte: soon downloads will stop. */
  protected readonly isSpaceLow = computed(() => (this.freeBytes() ?? Infinity) < 1024 ** 3);
}
