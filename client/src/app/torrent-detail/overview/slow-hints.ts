/** Why a download is slow, in words, each with the buttons and links that help. */
import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadApi } from '../../api/download-api';
import { describeFailure } from '../../api/failure';
import { LiveSync } from '../../live/live-sync';
import { DownloadActions, isAllowed } from '../../torrents/download-actions';
import { Icon, type IconName } from '../../ui/icon';
import { Notices } from '../../ui/notices';
import type { RemedyName, SlowReason } from './slow-reasons';

const ICONS: Record<SlowReason['level'], IconName> = {
  error: 'alert',
  warning: 'alert',
  info: 'clock',
};

const WORDS: Record<RemedyName, string> = {
  resume: $localize`Resume`,
  recheck: $localize`Check data`,
  move: $localize`Move…`,
  'force-start': $localize`Force start`,
  'ask-peers': $localize`Ask for peers`,
  'edit-limits': $localize`Change its limits…`,
  'any-order': $localize`Fetch the rarest first`,
  'show-files': $localize`Choose files`,
  'show-trackers': $localize`Trackers`,
  'show-peers': $localize`Peers`,
  'speed-settings': $localize`Speed settings`,
  'queue-settings': $localize`Queue settings`,
  'connection-settings': $localize`Connection settings`,
};

@Component({
  selector: 'shoal-slow-hints',
  imports: [Icon],
  template: `
    <ul aria-live="polite">
      @for (reason of reasons(); track reason.id) {
        <li
          [attr.data-level]="reason.level"
          [attr.role]="reason.level === 'error' ? 'alert' : null"
        >
          <shoal-icon [name]="icons[reason.level]" />
          <p>{{ reason.text }}</p>
          <span class="remedies">
            @for (remedy of reason.remedies; track remedy) {
              <button class="button" type="button" [disabled]="!can(remedy)" (click)="take(remedy)">
                {{ words[remedy] }}
              </button>
            }
          </span>
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--space-2);
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
      padding: var(--space-1) var(--space-3);
      border-radius: var(--radius);
      background: var(--surface-sunken);
    }
    li[data-level='error'] {
      background: var(--error-soft);
    }
    li[data-level='warning'] {
      background: var(--warning-soft);
    }
    .remedies {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
    }
    p {
      flex: 1 1 180px;
      padding-block: 5px;
    }
    shoal-icon {
      color: var(--text-muted);
    }
    [data-level='error'] shoal-icon {
      color: var(--error);
    }
    [data-level='warning'] shoal-icon {
      color: var(--warning);
    }
  `,
})
export class SlowHints {
  private readonly actions = inject(DownloadActions);
  private readonly api = inject(DownloadApi);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly sync = inject(LiveSync);
  readonly row = input.required<DownloadDto>();
  readonly reasons = input.required<readonly SlowReason[]>();

  protected readonly icons = ICONS;
  protected readonly words = WORDS;
  private readonly isLive = computed(() => this.sync.isLive());

  protected can(remedy: RemedyName): boolean {
    if (remedy.startsWith('show-') || remedy.endsWith('-settings')) return true;
    if (!this.isLive()) return false;
    if (remedy === 'resume' || remedy === 'recheck') return isAllowed(remedy, this.row());
    return remedy !== 'ask-peers' || isAllowed('reannounce', this.row());
  }

  protected take(remedy: RemedyName): void {
    const ids = [this.row().id];
    const deeds: Record<RemedyName, () => unknown> = {
      resume: () => this.actions.run('resume', ids),
      recheck: () => this.actions.run('recheck', ids),
      move: () => this.actions.move(ids),
      'force-start': () => this.actions.forceStart(ids, true),
      'ask-peers': () => this.actions.run('reannounce', ids),
      'edit-limits': () => this.actions.editLimits(ids),
      'any-order': () => this.fetchInAnyOrder(),
      'show-files': () => this.show('files'),
      'show-trackers': () => this.show('trackers'),
      'show-peers': () => this.show('peers'),
      'speed-settings': () => this.router.navigate(['/settings', 'speed']),
      'queue-settings': () => this.router.navigate(['/settings', 'queue']),
      'connection-settings': () => this.router.navigate(['/settings', 'connections']),
    };
    void deeds[remedy]();
  }

  private show(tab: string): Promise<boolean> {
    return this.router.navigate([], {
      queryParams: { tab },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  private async fetchInAnyOrder(): Promise<void> {
    try {
      await this.api.update(this.row().id, { sequential: false });
    } catch (error) {
      const { detail } = describeFailure(error);
      this.notices.error($localize`The order was not changed: ${detail}:reason:`);
    }
  }
}
