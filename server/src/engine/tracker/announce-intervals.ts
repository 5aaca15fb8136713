/**
 * When a tracker is asked again. Pure: numbers in, milliseconds out. Whatever a tracker says, 0, -1 or 2^31,
 * the next announce lies within `minMs` and `maxMs`, and no two clients that failed together retry together.
 */
import type { Random } from '../core/random.ts';

export interface AnnounceIntervals {
  /** The floor under every tracker's interval. Tests against a tracker of their own lower it. */
  minMs: number;
  maxMs: number;
  /** Where the tracker named none. */
  defaultMs: number;
  /** A user's wish is granted this long after the last announce, whatever the tracker's minimum is. */
  manualMs: number;
  announceDeadlineMs: number;
  /** For everything that `stop` says, together. */
  stopDeadlineMs: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

export const DEFAULT_ANNOUNCE_INTERVALS: Readonly<AnnounceIntervals> = {
  // libtorrent's min_announce_interval
  minMs: 5 * MINUTE_MS,
  maxMs: 24 * 60 * MINUTE_MS,
  // what most trackers say
  defaultMs: 30 * MINUTE_MS,
  // qBittorrent's "force reannounce" ignores the minimum; the pause keeps an impatient hand from being banned
  manualMs: 10 * SECOND_MS,
  // libtorrent's tracker_completion_timeout and stop_tracker_timeout
  announceDeadlineMs: 30 * SECOND_MS,
  stopDeadlineMs: 5 * SECOND_MS,
};

/** Transmission's steps (announcer.cc, tr_tracker::getRetryInterval); the last one stays. */
const RETRY_STEPS_MS = [
  20 * SECOND_MS,
  ...[5, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_MS),
];

/** Jitter is at most this part of the wait, and never more than a minute. */
const JITTER_PART = 0.2;
const MAX_JITTER_MS = MINUTE_MS;

/** The wait after an announce that worked. */
export function nextAnnounceMs(
  said: { intervalSeconds: number | null; minIntervalSeconds: number | null },
  intervals: AnnounceIntervals,
  random: Random,
): number {
  const interval =
    said.intervalSeconds === null ? intervals.defaultMs : said.intervalSeconds * 1000;
  const minimum = (said.minIntervalSeconds ?? 0) * 1000;
  const waitMs = Math.max(interval, minimum, intervals.minMs);
  return Math.min(withJitter(waitMs, random), Math.max(intervals.minMs, intervals.maxMs));
}

/** The wait after the `failures`th failure in a row; a tracker that named a longer one gets it (BEP 31). */
export function nextRetryMs(
  failures: number,
  said: { retryInSeconds: number | null },
  intervals: AnnounceIntervals,
  random: Random,
): number {
  const step = Math.min(Math.max(1, failures), RETRY_STEPS_MS.length) - 1;
  const wished = Math.min((said.retryInSeconds ?? 0) * 1000, intervals.maxMs);
  return withJitter(Math.max(RETRY_STEPS_MS[step]!, wished), random);
}

function withJitter(waitMs: number, random: Random): number {
  return waitMs + random.next() * Math.min(JITTER_PART * waitMs, MAX_JITTER_MS);
}
