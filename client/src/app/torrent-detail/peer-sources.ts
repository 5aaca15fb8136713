/** Where the peers of a download come from. The stream does not tell of it: it is read every few seconds. */
import { Component, computed, effect, inject, input, signal } from '@angular/core';
import type { DownloadSourcesDto } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { LiveSync } from '../live/live-sync';
import { Clock } from '../ui/clock';
import { describeSources } from './source-words';

const READ_INTERVAL_MS = 5000;

@Component({
  selector: 'shoal-peer-sources',
  template: `
    @if (lines().length > 0) {
      <h3>Where peers come from</h3>
      <dl class="figures">
        @for (line of lines(); track line.word) {
          <div>
            <dt>{{ line.word }}</dt>
            <dd>{{ line.value }}</dd>
          </div>
        }
      </dl>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    :host:has(h3) {
      padding-top: var(--space-3);
      border-top: 1px solid var(--line);
    }
    h3 {
      margin-bottom: var(--space-2);
      font-size: var(--size-body);
      font-weight: 600;
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(150px, auto));
      justify-content: start;
      gap: var(--space-3) var(--space-5);
    }
    dt {
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    dd {
      max-width: 32ch;
    }
    @container (width < 560px) {
      dl {
        grid-template-columns: minmax(0, 1fr);
      }
      dd {
        max-width: none;
      }
    }
  `,
})
export class PeerSources {
  private readonly api = inject(DownloadApi);
  private readonly sync = inject(LiveSync);
  private readonly clock = inject(Clock);
  readonly id = input.required<string>();

  private readonly read = signal<{ id: string; sources: DownloadSourcesDto } | null>(null);
  protected readonly lines = computed(() => {
    const read = this.read();
    return read?.id === this.id() ? describeSources(read.sources, this.clock.now()) : [];
  });

  constructor() {
    effect((onCleanup) => {
      const id = this.id();
      if (this.sync.connection() !== 'online') return;
      void this.ask(id);
      const timer = setInterval(() => void this.ask(id), READ_INTERVAL_MS);
      onCleanup(() => clearInterval(timer));
    });
  }

  private async ask(id: string): Promise<void> {
    try {
      const sources = await this.api.sources(id);
      if (this.id() === id) this.read.set({ id, sources });
    } catch {
      // What was known stays; the next reading may succeed, and the connection has a banner of its own.
    }
  }
}
