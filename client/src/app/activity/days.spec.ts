import { describe, expect, it } from 'vitest';
import { byDays } from './days';

const NOW = new Date(2026, 10, 24, 10).getTime();
const at = (day: number, hour: number) => ({ at: new Date(2026, 10, day, hour).toISOString() });

describe('entries by days', () => {
  it('are together with those of their day, by the clock on the wall', () => {
    const days = byDays([at(24, 9), at(24, 0), at(23, 23), at(20, 1)], NOW);
    expect(days.map(({ word, entries }) => [word, entries.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
      ['20 Nov 2026', 1],
    ]);
  });
});
