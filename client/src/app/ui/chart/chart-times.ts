/** Times as charts have them under their axis, and in their table. By the reader's clock. Pure. */
import { perLocale } from '../locale';

const secondFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'medium' }));
const minuteFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' }));
const dayFormat = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' }),
);
const momentFormat = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' }),
);

/** `14:32:10`, `14:30`, or at midnight `24 Nov`: as much as a mark there needs. */
export function clockMark(time: number): string {
  const date = new Date(time);
  if (date.getSeconds() > 0) return secondFormat().format(date);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return (isMidnight ? dayFormat() : minuteFormat()).format(date);
}

export function clockMoment(time: number): string {
  return momentFormat().format(time);
}
