/** The limits that hold now, a way to change them, and the turtle: the switch to the alternative ones. */
import { Component, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { LimitState } from '../live/limit-state';
import { Icon } from '../ui/icon';
import { bothLimitWords, limitWords } from './limit-words';

@Component({
  selector: 'shoal-limit-status',
  imports: [Icon],
  template: `
    @if (state.current(); as limits) {
      <button
        type="button"
        aria-haspopup="dialog"
        [attr.aria-label]="limitsLabel()"
        [attr.title]="limitsLabel()"
        (click)="open()"
      >
        <shoal-icon name="gauge" />
        <span><span aria-hidden="true">↓ </span>{{ short(limits.downloadLimit) }}</span>
        <span><span aria-hidden="true">↑ </span>{{ short(limits.uploadLimit) }}</span>
      </button>
      <button
        class="turtle"
        type="button"
        [attr.aria-pressed]="state.isAlternative()"
        [attr.aria-label]="turtleLabel"
        [attr.title]="turtleTitle()"
        [disabled]="!state.canChange() || state.isLocked('alternativeMode')"
        (click)="state.toggle()"
      >
        <shoal-icon name="turtle" />
        @if (state.isAlternative()) {
          <span i18n="alternative limits hold">Slow</span>
        }
      </button>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      gap: var(--space-1);
    }
    button {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-width: 28px;
      min-height: 24px;
      padding: 0 5px;
      border: 0;
      border-radius: var(--radius);
      background: none;
      color: inherit;
    }
    button:hover:not(:disabled) {
      background: var(--surface-hover);
      color: var(--text);
    }
    button:focus-visible {
      outline-offset: -2px;
    }
    .turtle {
      justify-content: center;
    }
    .turtle[aria-pressed='true'] {
      background: var(--warning-soft);
      color: var(--warning);
      font-weight: 600;
    }
    @media (width < 700px) {
      button {
        min-height: 44px;
        padding: 0 12px;
      }
    }
  `,
})
export class LimitStatus {
  private readonly dialog = inject(MatDialog);
  protected readonly state = inject(LimitState);
  protected readonly turtleLabel = $localize`Alternative limits`;

  protected readonly limitsLabel = computed(() => {
    const limits = this.state.current();
    return limits ? $localize`Limits: ${bothLimitWords(limits)}:limits:` : '';
  });
  protected readonly turtleTitle = computed(() => {
    const settings = this.state.settings();
    return settings
      ? $localize`Alternative limits: ${bothLimitWords(settings.alternativeLimits)}:limits:`
      : '';
  });

  protected short(limit: number | null): string {
    return limit === null ? '∞' : limitWords(limit);
  }

  protected async open(): Promise<void> {
    const { LimitsDialog } = await import('./limits-dialog');
    this.dialog.open(LimitsDialog, { width: '540px', maxWidth: '94vw' });
  }
}
