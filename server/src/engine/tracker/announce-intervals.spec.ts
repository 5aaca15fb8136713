import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { DEFAULT_ANNOUNCE_INTERVALS, nextAnnounceMs, nextRetryMs } from './announce-intervals.ts';

const INTERVALS = DEFAULT_ANNOUNCE_INTERVALS;
const exactly = { next: () => 0, below: () => 0, bytes: () => new Uint8Array() };
const MINUTE = 60_000;

describe('nextAnnounceMs', () => {
  it.each([
    ['what the tracker said', 1800, null, 30 * MINUTE],
    ['the floor for 0', 0, null, 5 * MINUTE],
    ['the floor for -1', -1, null, 5 * MINUTE],
    ['a day for 2^31', 2 ** 31, null, 24 * 60 * MINUTE],
    ['half an hour where nothing was said', null, null, 30 * MINUTE],
    ['the minimum where that is longer', 600, 1200, 20 * MINUTE],
    ['a day for an absurd minimum', 600, Number.MAX_SAFE_INTEGER, 24 * 60 * MINUTE],
  ])('is %s', (_name, intervalSeconds, minIntervalSeconds, expected) => {
    expect(nextAnnounceMs({ intervalSeconds, minIntervalSeconds }, INTERVALS, exactly)).toBe(
      expected,
    );
  });

  it('stays within its bounds whatever a tracker says', () => {
    const random = seededRandom(3);
    const said = fc.option(fc.maxSafeInteger());
    fc.assert(
      fc.property(said, said, (intervalSeconds, minIntervalSeconds) => {
        const wait = nextAnnounceMs({ intervalSeconds, minIntervalSeconds }, INTERVALS, random);
        expect(wait).toBeGreaterThanOrEqual(INTERVALS.minMs);
        expect(wait).toBeLessThanOrEqual(INTERVALS.maxMs);
      }),
    );
  });

  it('honours a lower floor', () => {
    const said = { intervalSeconds: 1, minIntervalSeconds: null };
    expect(nextAnnounceMs(said, { ...INTERVALS, minMs: 500 }, exactly)).toBe(1000);
  });
});

describe('nextRetryMs', () => {
  it.each([
    [1, 20_000],
    [2, 5 * MINUTE],
    [3, 15 * MINUTE],
    [4, 30 * MINUTE],
    [5, 60 * MINUTE],
    [6, 120 * MINUTE],
    [600, 120 * MINUTE],
  ])('after failure %i is %i ms', (failures, expected) => {
    expect(nextRetryMs(failures, { retryInSeconds: null }, INTERVALS, exactly)).toBe(expected);
  });

  it('adds jitter of at most a minute', () => {
    const random = seededRandom(5);
    const waits = Array.from({ length: 50 }, () =>
      nextRetryMs(6, { retryInSeconds: null }, INTERVALS, random),
    );
    expect(new Set(waits).size).toBe(50);
    expect(Math.max(...waits)).toBeLessThanOrEqual(121 * MINUTE);
  });

  it('gives a tracker the longer wait that it wished for, a day at most', () => {
    expect(nextRetryMs(1, { retryInSeconds: 3600 }, INTERVALS, exactly)).toBe(60 * MINUTE);
    expect(nextRetryMs(1, { retryInSeconds: 1 }, INTERVALS, exactly)).toBe(20_000);
    expect(nextRetryMs(1, { retryInSeconds: 1e9 }, INTERVALS, exactly)).toBe(24 * 60 * MINUTE);
  });
});
