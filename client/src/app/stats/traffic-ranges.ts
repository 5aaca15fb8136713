/**
 * Which spans of traffic can be looked at, and the periods within them. The server counts by hours, days and months of UTC and
 * leaves out those in which nothing was moved: here they are filled in. Pure.
 */
import type { TrafficEntryDto, TrafficPeriod } from '@shared/dto/stats.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface TrafficRange {
  period: TrafficPeriod;
  /** How many periods, the present one included. */
  count: number;
}

/** Those offered for each period; the first is the usual one. */
export const RANGES: Record<TrafficPeriod, readonly [number, ...number[]]> = {
  hour: [24, 48, 7 * 24],
  day: [30, 90, 365],
  month: [12, 24, 60],
};

export interface Traffic {
  /** When each period begins. */
  times: number[];
  downloaded: number[];
  uploaded: number[];
}

/** When the periods of a range begin, the oldest first; the last one is under way. */
export function periodsOf({ period, count }: TrafficRange, now: number): number[] {
  return Array.from({ length: count }, (_, index) => startOf(period, now, index - count + 1));
}

/** When the period that is `steps` away from now begins. */
function startOf(period: TrafficPeriod, now: number, steps: number): number {
  if (period === 'hour') return now - (now % HOUR_MS) + steps * HOUR_MS;
  if (period === 'day') return now - (now % DAY_MS) + steps * DAY_MS;
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + steps);
}

/** The entries in their places, with nothing in all others. */
export function fillIn(times: number[], entries: readonly TrafficEntryDto[]): Traffic {
  const byStart = new Map(entries.map((entry) => [Date.parse(entry.startsAt), entry]));
  const take = (field: 'downloadedBytes' | 'uploadedBytes') =>
    times.map((time) => byStart.get(time)?.[field] ?? 0);
  return { times, downloaded: take('downloadedBytes'), uploaded: take('uploadedBytes') };
}
