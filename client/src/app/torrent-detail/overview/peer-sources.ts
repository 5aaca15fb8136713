/** Where the peers of a download come from. */
import { Component, computed, inject, input } from '@angular/core';
import type { DownloadSourcesDto } from '@shared/dto/download.js';
import { Clock } from '../../ui/clock';
import { describeSources } from './source-words';

@Component({
  selector: 'shoal-peer-sources',
  template: `
    <h3 i18n>Where peers come from</h3>
    <dl class="figures">
      @for (line of lines(); track line.word) {
        <div>
          <dt>{{ line.word }}</dt>
          <dd>{{ line.value }}</dd>
        </div>
      }
    </dl>
  `,
  styles: `
    :host {
      display: block;
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
  private readonly clock = inject(Clock);
  readonly sources = input.required<DownloadSourcesDto>();

  protected readonly lines = computed(() => describeSources(this.sources(), this.clock.now()));
}
