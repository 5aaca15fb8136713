/** When the alternative limits hold, as hours of a week. Pure. */
import { type LimitScheduleDto, WEEKDAYS, type Weekday } from '@shared/dto/settings.js';
import { perLocale } from '../ui/locale';

const MINUTES_PER_DAY = 24 * 60;
/** A Sunday. */
const SOME_SUNDAY_UTC = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;

export interface DaySpan {
  /** Shares of the day, 0 to 1. */
  readonly from: number;
  readonly to: number;
}

export interface NamedDay {
  readonly day: Weekday;
  readonly short: string;
  readonly long: string;
}

const shortNames = perLocale((tag) => new Intl.DateTimeFormat(tag, nameOf('short')));
const longNames = perLocale((tag) => new Intl.DateTimeFormat(tag, nameOf('long')));

/** The days as the locale calls them, Monday first. */
export function namedDays(): NamedDay[] {
  const mondayFirst = [...WEEKDAYS.slice(1), WEEKDAYS[0]];
  return mondayFirst.map((day) => {
    const date = new Date(SOME_SUNDAY_UTC + WEEKDAYS.indexOf(day) * DAY_MS);
    return { day, short: shortNames().format(date), long: longNames().format(date) };
  });
}

/** When they hold on one day: what begins on it, and what goes on from the day before. */
export function spansOf({ days, from, to }: LimitScheduleDto, day: Weekday): DaySpan[] {
  const [start, end] = [shareOf(from), shareOf(to)];
  const index = WEEKDAYS.indexOf(day);
  const dayBefore = WEEKDAYS[(index + WEEKDAYS.length - 1) % WEEKDAYS.length]!;
  const endsNextDay = end <= start;
  const spans: DaySpan[] = [];
  if (endsNextDay && end > 0 && days.includes(dayBefore)) spans.push({ from: 0, to: end });
  if (days.includes(day)) spans.push({ from: start, to: endsNextDay ? 1 : end });
  return spans;
}

function shareOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) / MINUTES_PER_DAY;
}

function nameOf(weekday: 'short' | 'long'): Intl.DateTimeFormatOptions {
  return { weekday, timeZone: 'UTC' };
}
