/**
 * What stands beside or in place of something that is read from the server: nothing at first, bars after a moment, and where
 * reading failed the server's words and a way to try again.
 */
import { Component, DestroyRef, inject, input, output, signal } from '@angular/core';
import type { Failure } from '../api/failure';
import { Icon } from './icon';

/** Who answers within this time needs no bars. */
const PATIENCE_MS = 200;

@Component({
  selector: 'shoal-load-state',
  imports: [Icon],
  template: `
    @if (failure(); as failure) {
      <div class="failure" role="alert">
        <shoal-icon name="alert" />
        <span>{{ failure.detail }}</span>
        <button class="button" type="button" (click)="retry.emit()" i18n>Try again</button>
      </div>
    } @else if (isWaiting() && isSlow()) {
      <div class="bars" role="status">
        <span class="hidden" i18n>Asking the server.</span>
        @for (width of widths; track width) {
          <span class="skeleton" aria-hidden="true" [style.width.%]="width"></span>
        }
      </div>
    }
  `,
  styles: `
    .failure {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-3);
      padding: var(--space-2) 0;
    }
    .failure shoal-icon {
      color: var(--error);
    }
    .failure span {
      flex: 1 1 200px;
    }
    .bars {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-2) 0;
    }
    .skeleton {
      height: 12px;
    }
  `,
})
export class LoadState {
  readonly failure = input<Failure | null>(null);
  /** Whether there is nothing to show yet. */
  readonly isWaiting = input(false);
  readonly retry = output();
  protected readonly widths = [72, 54, 63];
  protected readonly isSlow = signal(false);

  constructor() {
    const timer = setTimeout(() => this.isSlow.set(true), PATIENCE_MS);
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }
}
