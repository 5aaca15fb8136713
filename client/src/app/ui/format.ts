/**
 * Numbers and times as people read them, by the locale: bytes in binary units, rates, durations, shares, dates. Pure, with
 * fixed widths of fraction so that columns of tabular figures do not jump. A share below 1 never reads as 100 %.
 */
import { perLocale } from './locale';
import { formatMessage } from './message';
import { formatCount, formatNumber } from './numbers';

export { formatCount, formatNumber };

/** Shown where there is no value to show. */
export const NO_VALUE = '–';
const ETA_LIMIT_SECONDS = 100 * 86_400;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** From bytes up, each 1024 of the one before. */
const BYTES_PATTERNS = [
  $localize`:bytes:{value} B`,
  $localize`:1024 bytes:{value} KiB`,
  $localize`:1024 KiB:{value} MiB`,
  $localize`:1024 MiB:{value} GiB`,
  $localize`:1024 GiB:{value} TiB`,
  $localize`:1024 TiB:{value} PiB`,
] as const;
const RATE_PATTERN = $localize`:an amount of bytes each second:{value}/s`;

/** `1.40 GiB`; three significant figures above bytes. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1000 && unit < BYTES_PATTERNS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return fill(BYTES_PATTERNS[unit] ?? BYTES_PATTERNS[0], formatNumber(value, digits));
}

/** `1.40 MiB/s`; a dash for nothing, so that busy rows stand out. */
export function formatRate(bytesPerSecond: number): string {
  return bytesPerSecond > 0 ? formatSpeed(bytesPerSecond) : NO_VALUE;
}

/** `1.40 MiB/s`, and `0 B/s` for nothing. */
export function formatSpeed(bytesPerSecond: number): string {
  return fill(RATE_PATTERN, formatBytes(bytesPerSecond));
}

const paddedFormat = perLocale((tag) => new Intl.NumberFormat(tag, { minimumIntegerDigits: 2 }));

/** The two largest units of a duration: `45 s`, `3 m 20 s`, `2 h 05 m`, `4 d 3 h`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(total / MINUTE_SECONDS);
  const hours = Math.floor(total / HOUR_SECONDS);
  const days = Math.floor(total / DAY_SECONDS);
  const padded = (value: number) => paddedFormat().format(value);
  if (minutes === 0) return formatMessage($localize`:seconds:{seconds} s`, { seconds: total });
  if (hours === 0) {
    const values = { minutes, seconds: padded(total % 60) };
    return formatMessage($localize`:minutes and seconds:{minutes} m {seconds} s`, values);
  }
  if (days === 0) {
    const values = { hours, minutes: padded(minutes % 60) };
    return formatMessage($localize`:hours and minutes:{hours} h {minutes} m`, values);
  }
  return formatMessage($localize`:days and hours:{days} d {hours} h`, { days, hours: hours % 24 });
}

/** Time left, or a dash where it cannot be said, or an infinity sign beyond a hundred days. */
export function formatEta(seconds: number | null): string {
  if (seconds === null) return NO_VALUE;
  return seconds > ETA_LIMIT_SECONDS ? '∞' : formatDuration(seconds);
}

const percentFormats = [0, 1].map((digits) =>
  perLocale(
    (tag) =>
      new Intl.NumberFormat(tag, {
        style: 'percent',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ),
);

/** `42.7%`, cut and not rounded: only what is whole reads 100%. */
export function formatPercent(share: number): string {
  if (share >= 1) return percentFormats[0]?.().format(1) ?? '';
  return percentFormats[1]?.().format(Math.floor(Math.max(0, share) * 1000) / 1000) ?? '';
}

export function formatRatio(ratio: number | null): string {
  return ratio === null ? NO_VALUE : formatNumber(ratio, 2);
}

/** As the server sends it (ISO 8601), or milliseconds since 1970. */
type Moment = string | number;

const dateFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }));
const dateTimeFormat = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }),
);
const timeFormat = perLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'medium' }));

/** `23 Nov 2026`, in the reader's time zone. */
export function formatDate(moment: Moment | null): string {
  return moment === null ? NO_VALUE : dateFormat().format(new Date(moment));
}

/** `23 Nov 2026, 14:05`. */
export function formatDateTime(moment: Moment | null): string {
  return moment === null ? NO_VALUE : dateTimeFormat().format(new Date(moment));
}

/** `14:05:09`. */
export function formatTime(moment: Moment | null): string {
  return moment === null ? NO_VALUE : timeFormat().format(new Date(moment));
}

const RELATIVE_UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY_SECONDS],
  ['month', 30 * DAY_SECONDS],
  ['day', DAY_SECONDS],
  ['hour', HOUR_SECONDS],
  ['minute', MINUTE_SECONDS],
  ['second', 1],
];
const relativeFormat = perLocale((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));

/** `3 minutes ago`, `in 2 hours`, `yesterday`, in the largest unit that is whole. */
export function formatRelative(moment: Moment | null, nowMs: number): string {
  if (moment === null) return NO_VALUE;
  const seconds = Math.round((new Date(moment).getTime() - nowMs) / 1000);
  const [unit, length] = RELATIVE_UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? [
    'second' as const,
    1,
  ];
  return relativeFormat().format(Math.trunc(seconds / length), unit);
}

function fill(pattern: string, value: string): string {
  return pattern.replace('{value}', () => value);
}
