/** How far a magnet's metadata is: what happens now, how much is there, who was found, and why it takes long. */
import { Component, computed, inject, input } from '@angular/core';
import type { MetadataProgressDto } from '@shared/dto/download.js';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import {
  describeAmount,
  describeFinds,
  describePatience,
  describeStage,
  metadataShare,
} from './metadata-words';

@Component({
  selector: 'shoal-metadata-progress',
  imports: [Icon, ProgressBar],
  template: `
    <p class="stage">
      <strong role="status"><shoal-icon name="magnet" />{{ stage() }}</strong>
      <span class="figures muted">{{ amount() }}</span>
    </p>
    <shoal-progress-bar
      tone="warning"
      [value]="share() ?? 0"
      [class.skeleton]="isAsking() && share() === null"
    />
    @if (isAsking()) {
      <p class="figures">{{ finds() }}</p>
      @if (patience(); as text) {
        <p class="muted">{{ text }}</p>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    .stage {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px var(--space-2);
    }
    strong {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
    }
    .stage shoal-icon {
      color: var(--warning);
    }
    .stage .figures {
      margin-inline-start: auto;
    }
    shoal-progress-bar {
      height: 6px;
    }
  `,
})
export class MetadataProgress {
  private readonly clock = inject(Clock);
  readonly metadata = input.required<MetadataProgressDto>();
  /** Whether peers are asked for it now. */
  readonly isAsking = input(true);
  /** Whether the link names trackers. */
  readonly hasTrackers = input(true);
  /** Since when, in milliseconds since 1970. */
  readonly since = input(Date.now());

  protected readonly share = computed(() => metadataShare(this.metadata()));
  protected readonly stage = computed(() =>
    this.isAsking() ? describeStage(this.metadata()) : $localize`The metadata is not there yet`,
  );
  protected readonly amount = computed(() => describeAmount(this.metadata()));
  protected readonly finds = computed(() => describeFinds(this.metadata()));
  protected readonly patience = computed(() =>
    describePatience(this.metadata(), {
      waitedSeconds: (this.clock.now() - this.since()) / 1000,
      hasTrackers: this.hasTrackers(),
    }),
  );
}
