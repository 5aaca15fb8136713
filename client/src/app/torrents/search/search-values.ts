/** Amounts as people write them: `1.5GiB`, `300 kB/s`, `7d`, `1h30m`, `50%`, `2026-03-01`. Null where it is none. Pure. */

const BYTES = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgtp])(i?)(b?)|b)?(?:\/s)?$/i;
const PREFIXES = ['k', 'm', 'g', 't', 'p'];

/** A letter alone counts in 1024, as the app shows it; `kB` and its like in 1000. */
export function parseBytes(text: string): number | null {
  const [whole, amount, prefix, binary, unit] = BYTES.exec(text.trim()) ?? [];
  if (!whole) return null;
  const base = prefix && unit && !binary ? 1000 : 1024;
  const power = prefix ? PREFIXES.indexOf(prefix.toLowerCase()) + 1 : 0;
  return Math.round(Number(amount) * base ** power);
}

const SECONDS = {
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_592_000,
  y: 31_536_000,
};
const DURATION = /^(?:\d+(?:\.\d+)?(?:min|mo|[smhdwy]))+$/i;
const DURATION_STEP = /(\d+(?:\.\d+)?)(min|mo|[smhdwy])/gi;

/** In seconds. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (/^0+$/.test(trimmed)) return 0;
  if (!DURATION.test(trimmed)) return null;
  let seconds = 0;
  for (const [, amount, unit] of trimmed.matchAll(DURATION_STEP)) {
    seconds += Number(amount) * SECONDS[unit!.toLowerCase() as keyof typeof SECONDS];
  }
  return seconds;
}

export function parseNumber(text: string): number | null {
  return /^\d+(\.\d*)?$|^\.\d+$/.test(text.trim()) ? Number(text) : null;
}

/** A share of 1, written in hundredths. */
export function parsePercent(text: string): number | null {
  const percent = parseNumber(text.trim().replace(/\s*%$/, ''));
  return percent === null ? null : percent / 100;
}

export interface DateSpan {
  /** Milliseconds since 1970; `until` is behind it. */
  readonly from: number;
  readonly until: number;
}

const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;

/** A day, a month or a year in the reader's time zone. */
export function parseDate(text: string): DateSpan | null {
  const [, year, month, day] = (DATE.exec(text.trim()) ?? []).map(Number);
  if (!year) return null;
  const from = new Date(year, (month || 1) - 1, day || 1);
  if (from.getMonth() + 1 !== (month || 1) || from.getDate() !== (day || 1)) return null;
  const until = new Date(from);
  if (day) until.setDate(from.getDate() + 1);
  else if (month) until.setMonth(from.getMonth() + 1);
  else until.setFullYear(year + 1);
  return { from: from.getTime(), until: until.getTime() };
}
