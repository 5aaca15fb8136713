import { describe, expect, it } from 'vitest';
import { timeMarks, valueMarks } from './chart-axis';

const KIBIBYTE = 1024;
const HOUR_MS = 3_600_000;

describe('the marks of values', () => {
  it('are round in binary units, and end where nothing exceeds them', () => {
    expect(valueMarks(5 * KIBIBYTE, 4, 'binary')).toEqual([0, 2048, 4096, 6144]);
    expect(valueMarks(1000, 4, 'binary')).toEqual([0, 256, 512, 768, 1024]);
    expect(valueMarks(700 * KIBIBYTE, 1, 'binary')).toEqual([0, 1024 * KIBIBYTE]);
  });

  it('are round in tens for counts, and whole', () => {
    expect(valueMarks(37, 4, 'decimal')).toEqual([0, 10, 20, 30, 40]);
    expect(valueMarks(2, 4, 'decimal')).toEqual([0, 1, 2]);
  });

  it('leave room where there is nothing', () => {
    expect(valueMarks(0, 4, 'decimal')).toEqual([0, 1]);
    expect(valueMarks(0, 4, 'binary')).toHaveLength(2);
  });
});

describe('the marks of times', () => {
  it('stand at round times within the range', () => {
    const from = new Date(2026, 10, 24, 10, 7, 31).getTime();
    const marks = timeMarks(from, from + HOUR_MS, 5);
    expect(marks.map((time) => new Date(time).getMinutes())).toEqual([15, 30, 45, 0]);
  });

  it('stand at midnight where the range has days', () => {
    const from = new Date(2026, 10, 1, 8).getTime();
    const marks = timeMarks(from, new Date(2026, 10, 29, 8).getTime(), 5);
    expect(marks.length).toBeGreaterThan(1);
    expect(marks.length).toBeLessThanOrEqual(5);
    expect(marks.every((time) => new Date(time).getHours() === 0)).toBe(true);
  });

  it('are never more than asked for, by more than the one at the edge', () => {
    const from = new Date(2026, 0, 1).getTime();
    for (const span of [
      5_000,
      90_000,
      HOUR_MS,
      25 * HOUR_MS,
      40 * 24 * HOUR_MS,
      900 * 24 * HOUR_MS,
    ]) {
      expect(timeMarks(from, from + span, 6).length).toBeLessThanOrEqual(7);
    }
  });
});
