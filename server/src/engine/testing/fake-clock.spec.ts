import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('fires timers in order of time, each at its own time', () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    clock.setTimer(20, () => fired.push(`b@${clock.now()}`));
    clock.setTimer(10, () => fired.push(`a@${clock.now()}`));
    clock.advance(30);
    expect(fired).toEqual(['a@10', 'b@20']);
    expect(clock.now()).toBe(30);
  });

  it('fires timers that timers set, within the same advance', () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    clock.setTimer(10, () => clock.setTimer(5, () => fired.push(clock.now())));
    clock.advance(15);
    expect(fired).toEqual([15]);
  });

  it('repeats until cancelled', () => {
    const clock = new FakeClock();
    let count = 0;
    const timer = clock.setRepeating(10, () => {
      count++;
      if (count === 3) timer.cancel();
    });
    clock.advance(100);
    expect(count).toBe(3);
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets promises settle between timers', async () => {
    const clock = new FakeClock();
    const times: number[] = [];
    const wait = (ms: number) => new Promise<void>((resolve) => void clock.setTimer(ms, resolve));
    const work = async () => {
      await wait(10);
      times.push(clock.now());
      await wait(10);
      times.push(clock.now());
    };
    const working = work();
    await clock.advanceAsync(50);
    await working;
    expect(times).toEqual([10, 20]);
  });
});
