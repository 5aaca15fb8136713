/** Entries by the days on which they happened, by the reader's clock. Pure. */
import { formatDate } from '../ui/format';

const HALF_DAY_MS = 43_200_000;

export interface Day<E> {
  /** Midnight at its begin. */
  startsAt: number;
  word: string;
  entries: E[];
}

/** `entries` are in the order of their times. */
export function byDays<E extends { at: string }>(entries: readonly E[], now: number): Day<E>[] {
  const days: Day<E>[] = [];
  for (const entry of entries) {
    const startsAt = midnightOf(Date.parse(entry.at));
    let day = days.at(-1);
    if (day?.startsAt !== startsAt) {
      day = { startsAt, word: wordOf(startsAt, now), entries: [] };
      days.push(day);
    }
    day.entries.push(entry);
  }
  return days;
}

function midnightOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function wordOf(startsAt: number, now: number): string {
  const today = midnightOf(now);
  if (startsAt === today) return $localize`Today`;
  // A day may have 23 or 25 hours.
  if (startsAt === midnightOf(today - HALF_DAY_MS)) return $localize`Yesterday`;
  return formatDate(startsAt);
}
