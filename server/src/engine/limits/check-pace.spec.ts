import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { CheckPace } from './check-pace.ts';

const SLICE = 4 * 1024 * 1024;

function create() {
  const clock = new FakeClock();
  const pace = new CheckPace(clock);
  const waiter = { asked: 0, goOn: () => void waiter.asked++ };
  /** Gives slices of this size while it may. */
  const fill = (lane: number, bytes: number): number => {
    let count = 0;
    while (pace.mayBegin(lane, waiter)) {
      pace.began(lane, bytes);
      count++;
    }
    return count;
  };
  return { clock, pace, waiter, fill };
}

describe('CheckPace', () => {
  it('keeps every lane busy, and no more, while nothing is transferred', () => {
    const { pace, fill, waiter } = create();
    expect([fill(0, SLICE), fill(1, SLICE)]).toEqual([2, 2]);
    pace.ended(0, SLICE, 5);
    expect(waiter.asked).toBe(1);
    expect([fill(0, SLICE), fill(1, SLICE)]).toEqual([1, 0]);
  });

  it('gives many small pieces at a time', () => {
    expect(create().fill(0, 16_384)).toBe(128);
  });

  it('has a lane rest for as long as it worked while downloads transfer', () => {
    const { clock, pace, fill, waiter } = create();
    pace.isSharing = true;
    expect([fill(0, SLICE), fill(1, SLICE)]).toEqual([1, 1]);
    pace.ended(0, SLICE, 7);
    expect(fill(0, SLICE)).toBe(0);
    clock.advance(6);
    expect(fill(0, SLICE)).toBe(0);
    waiter.asked = 0;
    clock.advance(1);
    expect(waiter.asked).toBe(1);
    expect(fill(0, SLICE)).toBe(1);
  });

  it('counts the work of a burst of small pieces together', () => {
    const { clock, pace, fill } = create();
    pace.isSharing = true;
    expect(fill(0, SLICE / 4)).toBe(4);
    for (let count = 0; count < 4; count++) pace.ended(0, SLICE / 4, 3);
    clock.advance(11);
    expect(fill(0, SLICE / 4)).toBe(0);
    clock.advance(1);
    expect(fill(0, SLICE / 4)).toBe(4);
  });

  it('goes on at once when the transfers end', () => {
    const { pace, fill, waiter } = create();
    pace.isSharing = true;
    fill(0, SLICE);
    pace.ended(0, SLICE, 1_000);
    expect(fill(0, SLICE)).toBe(0);
    waiter.asked = 0;
    pace.isSharing = false;
    expect(waiter.asked).toBe(1);
    expect(fill(0, SLICE)).toBe(2);
  });

  it('asks nobody who has left', () => {
    const { pace, fill, waiter } = create();
    fill(0, SLICE);
    pace.leave(waiter);
    pace.ended(0, SLICE, 1);
    expect(waiter.asked).toBe(0);
  });
});
