/** One tracker: how it is, what it said, when it is asked again, and what can be done to it. */
import { Component, computed, inject, input, output } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import { Clock } from '../../ui/clock';
import { Icon } from '../../ui/icon';
import { TRACKER_LOOKS, describeMessage, describeSwarm, describeTimes } from './tracker-words';

export type TrackerMove = 'up' | 'down' | 'first' | 'last' | number;

@Component({
  selector: 'shoal-tracker-item',
  imports: [Icon, MatMenuModule],
  template: `
    <div class="what">
      <p class="url mono">{{ tracker().url }}</p>
      <p class="facts figures">
        <span class="state" [attr.data-tone]="look().tone"
          ><shoal-icon [name]="look().icon" />{{ look().word }}</span
        >
        @for (fact of facts(); track $index) {
          <span>{{ fact }}</span>
        }
      </p>
      @if (message(); as text) {
        <p class="message" [class.error]="tracker().state === 'error'">{{ text }}</p>
      }
    </div>
    <button
      class="icon-button"
      type="button"
      title="Ask now"
      i18n-title
      [attr.aria-label]="askLabel()"
      [disabled]="!canAsk()"
      (click)="asked.emit()"
    >
      <shoal-icon name="checking" />
    </button>
    <button
      #menuButton
      class="icon-button menu"
      type="button"
      aria-haspopup="menu"
      [attr.aria-label]="menuLabel()"
      [matMenuTriggerFor]="menu"
    >
      <shoal-icon name="more" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      <ng-template matMenuContent>
        <button mat-menu-item type="button" [disabled]="!canAsk()" (click)="asked.emit()">
          <shoal-icon name="checking" /><ng-container i18n>Ask now</ng-container>
        </button>
        <button mat-menu-item type="button" [disabled]="!canChange()" (click)="edited.emit()">
          <shoal-icon name="document" /><ng-container i18n>Edit address…</ng-container>
        </button>
        <button mat-menu-item type="button" (click)="copied.emit()">
          <shoal-icon name="copy" /><ng-container i18n>Copy address</ng-container>
        </button>
        <button
          mat-menu-item
          type="button"
          [disabled]="!canChange() || !canMoveUp()"
          (click)="moved.emit('up')"
        >
          <shoal-icon name="arrowUp" /><ng-container i18n>Move up</ng-container
          ><span class="menu-key" i18n>Alt+↑</span>
        </button>
        <button
          mat-menu-item
          type="button"
          [disabled]="!canChange() || !canMoveDown()"
          (click)="moved.emit('down')"
        >
          <shoal-icon name="arrowDown" /><ng-container i18n>Move down</ng-container
          ><span class="menu-key" i18n>Alt+↓</span>
        </button>
        <button
          mat-menu-item
          type="button"
          [disabled]="!canChange()"
          [matMenuTriggerFor]="tierMenu"
        >
          <shoal-icon name="list" /><ng-container i18n>Move to tier</ng-container>
        </button>
        <button
          mat-menu-item
          type="button"
          class="danger"
          [disabled]="!canChange()"
          (click)="removed.emit()"
        >
          <shoal-icon name="trash" /><ng-container i18n>Remove</ng-container>
        </button>
      </ng-template>
    </mat-menu>
    <mat-menu #tierMenu="matMenu">
      <ng-template matMenuContent>
        <button mat-menu-item type="button" (click)="moved.emit('first')" i18n>
          A new tier, asked first
        </button>
        @for (number of otherTiers(); track number) {
          <button mat-menu-item type="button" (click)="moved.emit(number - 1)" i18n>
            Tier {{ number }}
          </button>
        }
        <button mat-menu-item type="button" (click)="moved.emit('last')" i18n>
          A new tier, asked last
        </button>
      </ng-template>
    </mat-menu>
  `,
  styleUrl: './tracker-item.css',
})
export class TrackerItem {
  private readonly clock = inject(Clock);
  readonly tracker = input.required<DownloadTrackerDto>();
  readonly tierCount = input.required<number>();
  readonly tierNumber = input.required<number>();
  readonly canAsk = input.required<boolean>();
  readonly canChange = input.required<boolean>();
  readonly canMoveUp = input.required<boolean>();
  readonly canMoveDown = input.required<boolean>();

  readonly asked = output();
  readonly edited = output();
  readonly copied = output();
  readonly removed = output();
  readonly moved = output<TrackerMove>();

  protected readonly look = computed(() => TRACKER_LOOKS[this.tracker().state]);
  protected readonly message = computed(() => describeMessage(this.tracker()));
  protected readonly facts = computed(() => [
    ...describeTimes(this.tracker(), this.clock.now()),
    ...describeSwarm(this.tracker()),
  ]);
  protected readonly otherTiers = computed(() =>
    Array.from({ length: this.tierCount() }, (_, index) => index + 1).filter(
      (number) => number !== this.tierNumber(),
    ),
  );
  protected readonly askLabel = computed(() => $localize`Ask ${this.tracker().url}:address: now`);
  protected readonly menuLabel = computed(
    () => $localize`Actions for ${this.tracker().url}:address:`,
  );
}
