/**
 * When the alternative limits hold: on some days of the week, from one time of the day to another. Pure; local
 * time comes from outside.
 */
import type { AlternativeMode, LimitSchedule } from '../core/messages.ts';

export const MINUTES_PER_DAY = 1_440;
const DAYS_PER_WEEK = 7;

/** A moment as people name it. */
export interface LocalTime {
  /** 0 is Sunday, as in `Date`. */
  weekday: number;
  /** Since midnight. */
  minutes: number;
}

export function localTimeOf(wallTimeMs: number): LocalTime {
  const date = new Date(wallTimeMs);
  return { weekday: date.getDay(), minutes: date.getHours() * 60 + date.getMinutes() };
}

/** Whether the alternative limits hold now. */
export function isAlternativeNow(
  mode: AlternativeMode,
  schedule: LimitSchedule,
  now: LocalTime,
): boolean {
  if (mode !== 'scheduled') return mode === 'on';
  return isWithin(schedule, now);
}

/**
 * A range that ends before it begins goes past midnight and belongs to the day that it begins on; one that ends
 * where it begins is the whole day.
 */
function isWithin({ days, from, to }: LimitSchedule, { weekday, minutes }: LocalTime): boolean {
  const isToday = days.includes(weekday);
  if (from < to) return isToday && minutes >= from && minutes < to;
  const wasYesterday = days.includes((weekday + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK);
  return (isToday && minutes >= from) || (wasYesterday && minutes < to);
}
