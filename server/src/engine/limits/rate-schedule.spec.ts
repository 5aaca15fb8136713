import { describe, expect, it } from 'vitest';
import { isAlternativeNow, localTimeOf } from './rate-schedule.ts';

const [SUNDAY, MONDAY, FRIDAY, SATURDAY] = [0, 1, 5, 6];
const at = (weekday: number, hours: number, minutes = 0) => ({
  weekday,
  minutes: hours * 60 + minutes,
});

describe('isAlternativeNow', () => {
  const office = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 20 * 60 };

  it('follows the switch, whatever the schedule says', () => {
    expect(isAlternativeNow('on', office, at(SUNDAY, 3))).toBe(true);
    expect(isAlternativeNow('off', office, at(MONDAY, 12))).toBe(false);
  });

  it.each([
    ['before it begins', at(MONDAY, 7, 59), false],
    ['in its first minute', at(MONDAY, 8), true],
    ['in its last minute', at(FRIDAY, 19, 59), true],
    ['when it is over', at(FRIDAY, 20), false],
    ['on another day', at(SATURDAY, 12), false],
  ])('holds within the hours of the chosen days: %s', (_when, now, expected) => {
    expect(isAlternativeNow('scheduled', office, now)).toBe(expected);
  });

  it.each([
    ['in the evening of its day', at(SATURDAY, 23), true],
    ['after midnight', at(SUNDAY, 5, 59), true],
    ['when it is over', at(SUNDAY, 6), false],
    ['in the evening of the next day', at(SUNDAY, 23), false],
    ['in the morning of its day', at(SATURDAY, 5), false],
  ])('goes past midnight and belongs to the day that it begins on: %s', (_when, now, expected) => {
    const night = { days: [SATURDAY], from: 22 * 60, to: 6 * 60 };
    expect(isAlternativeNow('scheduled', night, now)).toBe(expected);
  });

  it('lasts a whole day where it ends when it begins', () => {
    const day = { days: [MONDAY], from: 600, to: 600 };
    const holds = [at(MONDAY, 9, 59), at(MONDAY, 10), at(2, 9, 59), at(2, 10)].map((now) =>
      isAlternativeNow('scheduled', day, now),
    );
    expect(holds).toEqual([false, true, true, false]);
  });

  it('never holds without days', () => {
    const never = { days: [], from: 0, to: 0 };
    expect(isAlternativeNow('scheduled', never, at(MONDAY, 12))).toBe(false);
  });
});

describe('localTimeOf', () => {
  it('is the time on the wall of this machine', () => {
    const wall = new Date(2026, 10, 23, 13, 7); // a Monday
    expect(localTimeOf(wall.getTime())).toEqual({ weekday: MONDAY, minutes: 13 * 60 + 7 });
  });
});
