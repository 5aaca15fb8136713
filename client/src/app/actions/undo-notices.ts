/**
 * The way back from a removal: one line for each that can still be undone, with the seconds that are left. Time stands
 * still while the pointer or the focus is here.
 */
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, effect, inject, untracked } from '@angular/core';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { RemovalQueue, UNDO_MS, type WaitingRemoval } from './removal-queue';

@Component({
  selector: 'shoal-undo-notices',
  imports: [Icon],
  host: {
    role: 'region',
    'aria-label': $localize`Removals that can be undone`,
    '(mouseenter)': 'queue.hold(true)',
    '(mouseleave)': 'queue.hold(false)',
    '(focusin)': 'queue.hold(true)',
    '(focusout)': 'queue.hold(false)',
  },
  template: `
    @for (line of lines(); track line.removal.number) {
      <div class="line">
        <span
          class="time"
          [style.transform]="'scaleX(' + line.share + ')'"
          aria-hidden="true"
        ></span>
        <p>{{ line.text }}</p>
        <button class="button undo" type="button" (click)="queue.undo(line.removal.number)">
          <ng-container i18n>Undo</ng-container>
          <span class="figures" aria-hidden="true">{{ line.seconds }}</span>
        </button>
        <button
          class="icon-button"
          type="button"
          i18n-aria-label
          aria-label="Remove now"
          i18n-title
          title="Remove now"
          (click)="queue.send(line.removal)"
        >
          <shoal-icon name="close" />
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      position: fixed;
      inset-inline: 0;
      bottom: calc(64px + env(safe-area-inset-bottom));
      z-index: 900;
      display: grid;
      justify-content: center;
      justify-items: stretch;
      gap: var(--space-2);
      padding-inline: var(--space-3);
      pointer-events: none;
    }
    .line {
      position: relative;
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-width: min(344px, 92vw);
      max-width: min(600px, 92vw);
      padding: 7px var(--space-2) 7px var(--space-4);
      border-radius: var(--radius);
      background: var(--surface-inverse);
      color: var(--text-inverse);
      box-shadow: var(--shadow-overlay);
      overflow: hidden;
      pointer-events: auto;
    }
    .time {
      position: absolute;
      inset: auto 0 0;
      height: 3px;
      background: currentcolor;
      opacity: 0.45;
      transform-origin: left;
      transition: transform 250ms linear;
    }
    p {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .undo {
      border-color: currentcolor;
      background: transparent;
      color: inherit;
    }
    .undo:hover:not(:disabled) {
      border-color: currentcolor;
      background: color-mix(in srgb, currentcolor 14%, transparent);
    }
    .figures {
      min-width: 1.2em;
      text-align: end;
    }
    .icon-button,
    .icon-button:hover:not(:disabled) {
      background: transparent;
      color: inherit;
    }
    button:focus-visible {
      outline-color: currentcolor;
    }
  `,
})
export class UndoNotices {
  protected readonly queue = inject(RemovalQueue);
  private announced = 0;

  protected readonly lines = computed(() =>
    this.queue.waiting().map((removal) => ({
      removal,
      text: describeRemoval(removal),
      share: Math.max(0, removal.remainingMs) / UNDO_MS,
      seconds: Math.max(0, Math.ceil(removal.remainingMs / 1000)),
    })),
  );

  constructor() {
    const announcer = inject(LiveAnnouncer);
    effect(() => {
      const newest = this.queue.waiting().at(-1);
      if (!newest || newest.number <= this.announced) return;
      this.announced = newest.number;
      const text = describeRemoval(newest);
      untracked(
        () => void announcer.announce($localize`${text}:what:. It can be undone for ten seconds.`),
      );
    });
  }
}

/** What was done, in words. */
export function describeRemoval({ targets, deleteData }: WaitingRemoval): string {
  const [first] = targets;
  if (targets.length === 1 && first) {
    return deleteData
      ? $localize`Removed with its data: ${first.name}:name:`
      : $localize`Removed: ${first.name}:name:`;
  }
  const count = formatCount(targets.length);
  return deleteData
    ? $localize`Removed ${count}:count: torrents with their data`
    : $localize`Removed ${count}:count: torrents`;
}
