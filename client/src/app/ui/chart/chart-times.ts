/** Times as charts have them under their axis, and in their table. By the reader's clock. Pure. */

const LOCALE = 'en-GB';
const secondFormat = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' });
const minuteFormat = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'short' });
const dayFormat = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const momentFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'medium' });

/** `14:32:10`, `14:30`, or at midnight `24 Nov`: as much as a mark there needs. */
export function clockMark(time: number): string {
  const date = new Date(time);
  if (date.getSeconds() > 0) return secondFormat.format(date);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return isMidnight ? dayFormat.format(date) : minuteFormat.format(date);
}

export function clockMoment(time: number): string {
  return momentFormat.format(time);
}
