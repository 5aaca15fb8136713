import { expect, it } from 'vitest';
import { DialQueue } from './dial-queue.ts';

it('gives one dial of each swarm in turn, in the order in which they were asked for', () => {
  const queue = new DialQueue<string>();
  for (const dial of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.add(dial[0]!, dial);
  queue.addUrgent('again');
  const order = Array.from({ length: queue.size }, () => queue.next());
  expect(order).toEqual(['again', 'a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  expect([queue.size, queue.next()]).toEqual([0, undefined]);
});

it('has nothing after it was cleared', () => {
  const queue = new DialQueue<string>();
  queue.add('a', 'a1');
  queue.addUrgent('again');
  queue.clear();
  expect([queue.size, queue.next()]).toEqual([0, undefined]);
});
