/** Where the axes of a chart have their marks: at round values, and at round times of the reader's clock. Pure. */
import type { ValueSteps } from './chart-model';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
];
const DAY_STEPS = [1, 2, 7, 14, 30, 61, 122, 365];

/** From 0 to the first round value that nothing exceeds, in `most` steps or fewer. */
export function valueMarks(peak: number, most: number, steps: ValueSteps): number[] {
  const step = valueStep(Math.max(peak, Number.MIN_VALUE) / Math.max(1, most), steps);
  const count = Math.max(1, Math.ceil(peak / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

function valueStep(least: number, steps: ValueSteps): number {
  if (steps === 'decimal') return decimalStep(Math.max(least, 1));
  let unit = 1;
  while (least >= unit * 512) unit *= 1024;
  const inUnit = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].find((step) => step * unit >= least);
  return (inUnit ?? 512) * unit;
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power;
}

/** At most `most` round times within the two. */
export function timeMarks(from: number, to: number, most: number): number[] {
  const least = (to - from) / Math.max(1, most);
  const step = TIME_STEPS_MS.find((candidate) => candidate >= least);
  return step === undefined ? dayMarks(from, to, least) : clockMarks(from, to, step);
}

/** Round by the clock on the wall, which may differ from UTC by half an hour. */
function clockMarks(from: number, to: number, step: number): number[] {
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - offset) / step) * step + offset;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** Midnights; a day may have 23 or 25 hours. */
function dayMarks(from: number, to: number, least: number): number[] {
  const days = DAY_STEPS.find((count) => count * DAY >= least) ?? Math.ceil(least / DAY);
  const date = new Date(from);
  date.setHours(0, 0, 0, 0);
  const marks: number[] = [];
  for (; date.getTime() <= to; date.setDate(date.getDate() + days)) {
    if (date.getTime() >= from) marks.push(date.getTime());
  }
  return marks;
}
