import { describe, expect, it } from 'vitest';
import { fillIn, periodsOf } from './traffic-ranges';

const NOW = Date.UTC(2026, 2, 1, 10, 20);
const iso = (times: number[]) => times.map((time) => new Date(time).toISOString());

describe('the periods of a range', () => {
  it('end with the one that is under way', () => {
    expect(iso(periodsOf({ period: 'hour', count: 2 }, NOW))).toEqual([
      '2026-03-01T09:00:00.000Z',
      '2026-03-01T10:00:00.000Z',
    ]);
    expect(iso(periodsOf({ period: 'day', count: 2 }, NOW))).toEqual([
      '2026-02-28T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });

  it('are months of the calendar, whatever their length', () => {
    expect(iso(periodsOf({ period: 'month', count: 4 }, NOW))).toEqual([
      '2025-12-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });

  it('have nothing where the server tells of nothing', () => {
    const times = periodsOf({ period: 'hour', count: 3 }, NOW);
    const entry = { startsAt: '2026-03-01T09:00:00.000Z', downloadedBytes: 5, uploadedBytes: 7 };
    expect(fillIn(times, [entry])).toEqual({ times, downloaded: [0, 5, 0], uploaded: [0, 7, 0] });
  });
});
