/** Hours, days and months as traffic is counted in: those of UTC, which know no daylight saving. Pure. */
import type { TrafficPeriod } from '@shared/dto/stats.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How many of each are kept; months are kept for ever. */
export const KEPT_HOURS = 30 * 24;
export const KEPT_DAYS = 731;

/** When the period began that the time is in, in milliseconds since 1970. */
export function startOf(period: TrafficPeriod, time: number): number {
  if (period === 'hour') return time - (time % HOUR_MS);
  if (period === 'day') return time - (time % DAY_MS);
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}
