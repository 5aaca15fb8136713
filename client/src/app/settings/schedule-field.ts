/** Days and times of the week, with a picture of when they hold. What is chosen is told at once. */
import { Component, computed, input, output } from '@angular/core';
import type { LimitScheduleDto, Weekday } from '@shared/dto/settings.js';
import { formatList } from '../ui/message';
import { namedDays, spansOf } from './schedule';

const HOURS = [0, 6, 12, 18, 24] as const;

@Component({
  selector: 'shoal-schedule-field',
  template: `
    <fieldset [disabled]="disabled()">
      <legend i18n>Days that it begins on</legend>
      <div class="days">
        @for (day of days; track day.day) {
          <label [class.on]="has(day.day)" [title]="day.long">
            <input
              type="checkbox"
              class="hidden"
              [checked]="has(day.day)"
              [attr.aria-label]="day.long"
              (change)="toggle(day.day)"
            />
            <span aria-hidden="true">{{ day.short }}</span>
          </label>
        }
      </div>
    </fieldset>
    <div class="times">
      <label>
        <span i18n="start of a time span">From</span>
        <input
          #from
          class="field figures"
          type="time"
          [value]="schedule().from"
          [disabled]="disabled()"
          (change)="setTime('from', from.value)"
        />
      </label>
      <label>
        <span i18n="end of a time span">To</span>
        <input
          #to
          class="field figures"
          type="time"
          [value]="schedule().to"
          [disabled]="disabled()"
          (change)="setTime('to', to.value)"
        />
      </label>
    </div>
    <p class="summary">{{ summary() }}</p>
    <div class="week figures" aria-hidden="true">
      @for (row of rows(); track row.day) {
        <span class="name">{{ row.short }}</span>
        <span class="bar">
          @for (span of row.spans; track $index) {
            <span
              [style.left.%]="span.from * 100"
              [style.width.%]="(span.to - span.from) * 100"
            ></span>
          }
        </span>
      }
      <span></span>
      <span class="hours">
        @for (hour of hours; track hour) {
          <span>{{ hour }}</span>
        }
      </span>
    </div>
  `,
  styleUrl: './schedule-field.css',
})
export class ScheduleField {
  readonly schedule = input.required<LimitScheduleDto>();
  readonly disabled = input(false);
  readonly changed = output<LimitScheduleDto>();

  protected readonly days = namedDays();
  protected readonly hours = HOURS;
  protected readonly rows = computed(() =>
    this.days.map(({ day, short }) => ({ day, short, spans: spansOf(this.schedule(), day) })),
  );
  protected readonly summary = computed(() => {
    const { days, from, to } = this.schedule();
    const names = this.days.filter(({ day }) => days.includes(day)).map(({ long }) => long);
    if (names.length === 0) return $localize`On no day: the alternative limits never hold.`;
    const list = formatList(names);
    return to > from
      ? $localize`${list}:days:, from ${from}:from: to ${to}:to:`
      : $localize`${list}:days:, from ${from}:from: to ${to}:to: on the next day`;
  });

  protected has(day: Weekday): boolean {
    return this.schedule().days.includes(day);
  }

  protected toggle(day: Weekday): void {
    const { days, ...times } = this.schedule();
    const changed = this.has(day) ? days.filter((each) => each !== day) : [...days, day];
    this.changed.emit({ days: changed, ...times });
  }

  /** A field that is half empty says nothing yet. */
  protected setTime(end: 'from' | 'to', time: string): void {
    if (time !== '' && time !== this.schedule()[end]) {
      this.changed.emit({ ...this.schedule(), [end]: time });
    }
  }
}
