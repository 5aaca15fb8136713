import { describe, expect, it } from 'vitest';
import { namedDays, spansOf } from './schedule';

describe('spansOf', () => {
  it('is within the day where the end is after the beginning', () => {
    const schedule = { days: ['monday' as const], from: '06:00', to: '18:00' };
    expect(spansOf(schedule, 'monday')).toEqual([{ from: 0.25, to: 0.75 }]);
    expect(spansOf(schedule, 'tuesday')).toEqual([]);
  });

  it('goes on over midnight, from Saturday to Sunday too', () => {
    const schedule = { days: ['saturday' as const, 'sunday' as const], from: '18:00', to: '06:00' };
    expect(spansOf(schedule, 'saturday')).toEqual([{ from: 0.75, to: 1 }]);
    expect(spansOf(schedule, 'sunday')).toEqual([
      { from: 0, to: 0.25 },
      { from: 0.75, to: 1 },
    ]);
    expect(spansOf(schedule, 'monday')).toEqual([{ from: 0, to: 0.25 }]);
  });

  it('is the whole day where it begins and ends at midnight', () => {
    const schedule = { days: ['monday' as const], from: '00:00', to: '00:00' };
    expect(spansOf(schedule, 'monday')).toEqual([{ from: 0, to: 1 }]);
    expect(spansOf(schedule, 'tuesday')).toEqual([]);
  });
});

describe('namedDays', () => {
  it('begins with Monday', () => {
    expect(namedDays().map(({ long }) => long)).toEqual([
      'Monday',
      'Tuesday',
      'Wednesday',
      'Thursday',
      'Friday',
      'Saturday',
      'Sunday',
    ]);
  });
});
