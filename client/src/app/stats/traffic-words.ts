/** Periods of traffic in words. Hours are those of the reader's clock; days and months are UTC's, as they are counted. */
import type { TrafficPeriod } from '@shared/dto/stats.js';
import { perLocale } from '../ui/locale';
import { formatMessage } from '../ui/message';

export const PERIOD_WORDS: Record<TrafficPeriod, string> = {
  hour: $localize`By hour`,
  day: $localize`By day`,
  month: $localize`By month`,
};

const inUtc = (options: Intl.DateTimeFormatOptions) =>
  perLocale((tag) => new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options }));
const hourFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' }));
const wholeHourFormat = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }),
);
const localDayFormat = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' }),
);
const dayFormat = inUtc({ day: 'numeric', month: 'short' });
const wholeDayFormat = inUtc({ dateStyle: 'medium' });
const monthFormat = inUtc({ month: 'short', year: '2-digit' });
const wholeMonthFormat = inUtc({ month: 'long', year: 'numeric' });

/** Short, for under a bar: `14:00`, at midnight `24 Nov`. */
export function markOf(period: TrafficPeriod): (time: number) => string {
  if (period === 'day') return (time) => dayFormat().format(time);
  if (period === 'month') return (time) => monthFormat().format(time);
  return (time) => (new Date(time).getHours() === 0 ? localDayFormat() : hourFormat()).format(time);
}

/** For where it stands alone: `24 Nov 2026, 14:00`, `November 2026`. */
export function wordsOfPeriod(period: TrafficPeriod): (time: number) => string {
  const format = { hour: wholeHourFormat, day: wholeDayFormat, month: wholeMonthFormat }[period];
  return (time) => format().format(time);
}

export function rangeWords(period: TrafficPeriod, count: number): string {
  if (period === 'hour') {
    if (count % 24 === 0 && count > 48) {
      return formatMessage($localize`Last {count, plural, =1 {day} other {# days}}`, {
        count: count / 24,
      });
    }
    return formatMessage($localize`Last {count, plural, =1 {hour} other {# hours}}`, { count });
  }
  if (period === 'day') {
    return formatMessage($localize`Last {count, plural, =1 {day} other {# days}}`, { count });
  }
  return formatMessage($localize`Last {count, plural, =1 {month} other {# months}}`, { count });
}
