import { describe, expect, it } from 'vitest';
import { AnswerTimes } from './answer-times.ts';

function timesOf(...samples: number[]): AnswerTimes {
  const times = new AnswerTimes();
  for (const sample of samples) times.add(sample);
  return times;
}

function evenly(count: number, ms: number): number[] {
  return Array.from({ length: count }, () => ms);
}

describe('AnswerTimes', () => {
  it('waits twenty seconds for a peer that it does not know', () => {
    expect(timesOf().timeoutMs).toBe(20_000);
    expect(timesOf(1, 1, 1).timeoutMs).toBe(20_000);
  });

  it('waits at least two seconds for a peer that is always quick', () => {
    expect(timesOf(...evenly(100, 5)).timeoutMs).toBe(2_000);
  });

  it('waits longer for a slow peer, and longer still for an uneven one', () => {
    const slow = timesOf(...evenly(100, 4_000)).timeoutMs;
    const uneven = timesOf(
      ...Array.from({ length: 100 }, (_, at) => (at % 2 ? 7_000 : 1_000)),
    ).timeoutMs;
    expect(slow).toBeGreaterThanOrEqual(4_000);
    expect(slow).toBeLessThan(6_000);
    expect(uneven).toBeGreaterThan(12_000);
  });

  it('never waits longer than a minute', () => {
    expect(timesOf(...evenly(50, 500_000)).timeoutMs).toBe(60_000);
  });
});
