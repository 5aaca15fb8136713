import { describe, expect, it } from 'vitest';
import { settlePromises } from '../testing/fake-clock.ts';
import { AnnounceQueue } from './announce-queue.ts';

const never = new AbortController().signal;

/** Tasks that end when told, and how many ran at once. */
function countingTasks() {
  const ends: (() => void)[] = [];
  const started: number[] = [];
  const task = (number: number) => () => {
    started.push(number);
    return new Promise<number>((resolve) => ends.push(() => resolve(number)));
  };
  return { task, ends, started };
}

describe('AnnounceQueue', () => {
  it('runs no more than its limit, in the order of coming', async () => {
    const queue = new AnnounceQueue(2);
    const { task, ends, started } = countingTasks();
    const results = [1, 2, 3, 4].map((number) => queue.run(task(number), never));
    await settlePromises();
    expect(started).toEqual([1, 2]);
    expect(queue.waiting).toBe(2);
    ends[1]!();
    await settlePromises();
    expect(started).toEqual([1, 2, 3]);
    ends[0]!();
    ends[2]!();
    await settlePromises();
    ends[3]!();
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4]);
    expect(queue.running).toBe(0);
  });

  it('gives the place of a failed task to the next', async () => {
    const queue = new AnnounceQueue(1);
    const failing = queue.run(() => Promise.reject(new Error('down')), never);
    const next = queue.run(() => Promise.resolve('up'), never);
    await expect(failing).rejects.toThrow('down');
    expect(await next).toBe('up');
  });

  it('drops a task that is aborted while it waits', async () => {
    const queue = new AnnounceQueue(1);
    const { task, ends, started } = countingTasks();
    const first = queue.run(task(1), never);
    const controller = new AbortController();
    const second = queue.run(task(2), controller.signal);
    const third = queue.run(task(3), never);
    controller.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    ends[0]!();
    await first;
    await settlePromises();
    ends[1]!();
    await third;
    expect(started).toEqual([1, 3]);
    expect(queue.running).toBe(0);
  });

  it('lets fifty of five thousand run at once', async () => {
    const queue = new AnnounceQueue();
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await settlePromises();
      running--;
    };
    await Promise.all(Array.from({ length: 5000 }, () => queue.run(work, never)));
    expect(most).toBe(50);
  });
});
