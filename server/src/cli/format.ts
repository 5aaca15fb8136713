/** Figures and foreign text as people read them in a terminal. Pure. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1536` is `1.5 KiB`: one decimal, and none where there are three before it. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaled(bytes);
  return `${digits(value, unit)} ${UNITS[unit]}`;
}

/** `1.5 / 12.0 MiB`: the unit of the whole for both. */
export function formatBytesOf(bytes: number, totalBytes: number): string {
  const { value, unit } = scaled(totalBytes);
  return `${digits(bytes / 1024 ** unit, unit)} / ${digits(value, unit)} ${UNITS[unit]}`;
}

function scaled(bytes: number): { value: number; unit: number } {
  let value = bytes;
  let unit = 0;
  // What would be rounded to 1024 belongs to the next unit.
  while (unit < UNITS.length - 1 && value >= 1023.5) {
    value /= 1024;
    unit++;
  }
  return { value, unit };
}

function digits(value: number, unit: number): string {
  return unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
}

/** Bytes per second. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** `75` is `1:15`, `3700` is `1:01:40`; days from 48 hours on. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** One decimal, rounded down: 99.96 % is not yet 100. */
export function formatPercent(progress: number): string {
  const tenths = Math.floor(Math.min(1, Math.max(0, progress)) * 1000 + 1e-9);
  return `${(tenths / 10).toFixed(1)} %`;
}

/** `1 file`, `3 files`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Text of a stranger (a torrent, a tracker) must not steer the terminal: control and direction-changing
 * characters become question marks.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}
