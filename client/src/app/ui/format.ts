/**
 * Numbers as people read them: bytes in binary units, rates, durations, shares. Pure, with fixed widths of
 * fraction so that columns of tabular figures do not jump. A share below 1 never reads as 100 %.
 */
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
/** Shown where there is no value to show. */
export const NO_VALUE = '–';
const ETA_LIMIT_SECONDS = 100 * 86_400;

/** `1.4 GiB`; three significant figures above bytes. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? 'B'}`;
}

/** `1.4 MiB/s`; a dash for nothing, so that busy rows stand out. */
export function formatRate(bytesPerSecond: number): string {
  return bytesPerSecond > 0 ? `${formatBytes(bytesPerSecond)}/s` : NO_VALUE;
}

/** The two largest units of a duration: `45 s`, `3 m 20 s`, `2 h 05 m`, `4 d 3 h`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} m ${pad(total % 60)} s`;
  if (total < 86_400) return `${Math.floor(total / 3600)} h ${pad(Math.floor(total / 60) % 60)} m`;
  return `${Math.floor(total / 86_400)} d ${Math.floor(total / 3600) % 24} h`;
}

/** Time left, or a dash where it cannot be said, or an infinity sign beyond a hundred days. */
export function formatEta(seconds: number | null): string {
  if (seconds === null) return NO_VALUE;
  return seconds > ETA_LIMIT_SECONDS ? '∞' : formatDuration(seconds);
}

/** `42.7%`, cut and not rounded: only what is whole reads 100%. */
export function formatPercent(share: number): string {
  if (share >= 1) return '100%';
  return `${(Math.floor(Math.max(0, share) * 1000) / 10).toFixed(1)}%`;
}

export function formatRatio(ratio: number | null): string {
  return ratio === null ? NO_VALUE : ratio.toFixed(2);
}

const dateFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const dateTimeFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** `23 Nov 2026`, in the reader's time zone. */
export function formatDate(iso: string | null): string {
  return iso === null ? NO_VALUE : dateFormat.format(new Date(iso));
}

export function formatDateTime(iso: string | null): string {
  return iso === null ? NO_VALUE : dateTimeFormat.format(new Date(iso));
}

const countFormat = new Intl.NumberFormat('en-GB');

/** `10,000`. */
export function formatCount(count: number): string {
  return countFormat.format(count);
}

/** `1 file`, `3 files`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
