/** Limits and their schedule in words. Pure. */
import type { LimitScheduleDto, RateLimitsDto, Weekday } from '@shared/dto/settings.js';
import { WEEKDAYS } from '@shared/dto/settings.js';
import { formatSpeed } from '../ui/format';
import { perLocale } from '../ui/locale';

export function limitWords(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? $localize`:a rate limit:no limit` : formatSpeed(bytesPerSecond);
}

/** `down 1.00 MiB/s, up no limit`. */
export function bothLimitWords({ downloadLimit, uploadLimit }: RateLimitsDto): string {
  return $localize`down ${limitWords(downloadLimit)}:limit:, up ${limitWords(uploadLimit)}:limit:`;
}

/** `Mon, Tue, 08:00 to 18:00`. */
export function scheduleWords({ days, from, to }: LimitScheduleDto): string {
  if (days.length === 0) return $localize`on no day`;
  const names =
    days.length === WEEKDAYS.length
      ? $localize`every day`
      : WEEKDAYS.filter((day) => days.includes(day))
          .map(dayName)
          .join(', ');
  return $localize`${names}:days:, ${from}:time: to ${to}:time:`;
}

const weekdayFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { weekday: 'short' }));

/** The first of January 2023 was a Sunday. */
function dayName(day: Weekday): string {
  return weekdayFormat().format(new Date(2023, 0, 1 + WEEKDAYS.indexOf(day)));
}
