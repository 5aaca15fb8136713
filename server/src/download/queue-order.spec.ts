import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUEUE_MOVES } from '@shared/dto/download.js';
import { keysForOrder, movedOrder, type QueueTarget } from './queue-order.ts';

const moved = (order: string, ids: string, target: QueueTarget): string =>
  movedOrder(order.split(''), new Set(ids.split('')), target).join('');

describe('moving downloads in the queue', () => {
  it.each<[string, QueueTarget, string]>([
    ['ce', 'top', 'ceabd'],
    ['ac', 'bottom', 'bdeac'],
    ['ce', 'up', 'acbed'],
    ['ac', 'down', 'badce'],
    ['ab', 'up', 'abcde'],
    ['de', 'down', 'abcde'],
    ['bcd', 'up', 'bcdae'],
    ['a', 3, 'bcade'],
    ['e', 1, 'eabcd'],
    ['b', 99, 'acdeb'],
  ])('takes %s of abcde %s to %s', (ids, target, expected) => {
    expect(moved('abcde', ids, target)).toBe(expected);
  });
});

describe('the keys of the queue', () => {
  it('change for the moved one only', () => {
    const keys = new Map([
      ['a', 100],
      ['b', 200],
      ['c', 300],
    ]);
    expect(keysForOrder(['a', 'c', 'b'], new Set(['c']), keys)).toEqual([
      { id: 'c', queueKey: 150 },
    ]);
  });

  it('are all given anew where there is no room between two', () => {
    const keys = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const changes = keysForOrder(['a', 'c', 'b'], new Set(['c']), keys);
    expect(changes.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  });

  it('say the new order after any moves', () => {
    const target = fc.oneof(fc.constantFrom(...QUEUE_MOVES), fc.integer({ min: 1, max: 12 }));
    const ids = 'abcdefghij'.split('');
    const move = fc.tuple(fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }), target);
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const keys = new Map(ids.map((id, at) => [id, at * 4]));
        let order = ids;
        for (const [some, to] of moves) {
          order = movedOrder(order, new Set(some), to);
          for (const { id, queueKey } of keysForOrder(order, new Set(some), keys)) {
            keys.set(id, queueKey);
          }
          const byKey = [...keys].toSorted(([, one], [, other]) => one - other);
          expect(byKey.map(([id]) => id)).toEqual(order);
        }
      }),
    );
  });
});
