import type { DownloadDto } from '@shared/dto/download.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FollowedRows, type RowFollower } from '../live/followed-rows';
import { buildDownload } from '../testing/downloads';
import { type Compare, type ListSort, comparatorOf } from './list-sorts';
import { type Matches, RowOrder, heldOrder } from './row-order';

const BY_RATE: ListSort[] = [{ field: 'downloadRate', direction: 'desc' }];
const everything: Matches = () => true;

describe('RowOrder', () => {
  let rows: FollowedRows;
  let follower: RowFollower;
  let order: RowOrder;
  let compare = comparatorOf(BY_RATE);
  let matches = everything;

  const update = () => order.update(follower.take(), { compare, matches });
  const put = (number: number, changes: Partial<DownloadDto> = {}) => {
    const row = buildDownload(number, changes);
    rows.set(row.id, row);
    return row.id;
  };
  const inOrder = () =>
    [...rows.values()]
      .filter(matches)
      .toSorted(compare)
      .map(({ id }) => id);

  beforeEach(() => {
    rows = new FollowedRows();
    follower = rows.follow();
    order = new RowOrder({ peek: (id) => rows.get(id), all: () => rows.values() });
    compare = comparatorOf(BY_RATE);
    matches = everything;
  });

  it('is what a sort of all rows would be, whatever changed', () => {
    const change = fc.record({
      number: fc.integer({ min: 1, max: 28 }),
      rate: fc.integer({ min: 0, max: 4 }),
      isGone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 9 }), { maxLength: 9 }), (frames) => {
        rows.clear();
        matches = (row) => row.downloadRate < 4;
        for (let number = 1; number <= 20; number += 1) put(number);
        update();
        for (const frame of frames) {
          for (const { number, rate, isGone } of frame) {
            const id = put(number, { downloadRate: rate });
            if (isGone) rows.delete(id);
          }
          expect(update()).toEqual(inOrder());
        }
      }),
    );
  });

  it('gives the same array where nothing stands elsewhere', () => {
    put(1, { downloadRate: 9 });
    put(2, { downloadRate: 5 });
    const before = update();
    put(1, { downloadRate: 7 });
    expect(update()).toBe(before);
  });

  it('compares a few of ten thousand rows when a few move', () => {
    for (let number = 1; number <= 10_000; number += 1) put(number, { downloadRate: number });
    const counted = vi.fn<Compare>(comparatorOf(BY_RATE));
    compare = counted;
    update();
    counted.mockClear();
    for (let number = 1; number <= 500; number += 1) put(number, { downloadRate: 9_999 - number });
    update();
    expect(counted.mock.calls.length).toBeLessThan(20_000);
  });

  it('asks of rows that did not change not again whether they match', () => {
    const asked = vi.fn<Matches>(everything);
    matches = asked;
    put(1);
    put(2);
    update();
    asked.mockClear();
    put(2, { downloadRate: 3 });
    update();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('sorts by the second key where the first is equal, and puts what has no value last', () => {
    compare = comparatorOf([
      { field: 'category', direction: 'desc' },
      { field: 'totalBytes', direction: 'asc' },
    ]);
    put(1, { category: null });
    put(2, { category: 'A', totalBytes: 7 });
    put(3, { category: 'B', totalBytes: 9 });
    put(4, { category: 'B', totalBytes: 8 });
    expect(update().map(Number)).toEqual([4, 3, 2, 1]);
  });
});

describe('a held order', () => {
  const isThere = (id: string) => id !== 'gone';

  it('leaves rows where they were, and lets go those that are gone', () => {
    const shown = ['a', 'gone', 'b', 'c'];
    expect(heldOrder(shown, ['c', 'b', 'a'], { isThere, arrivals: new Set() })).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('keeps a row that does not match any more, and takes in none that begins to', () => {
    const held = heldOrder(['a', 'b'], ['b', 'new match'], { isThere, arrivals: new Set() });
    expect(held).toEqual(['a', 'b']);
  });

  it('puts a new row behind the one that it follows', () => {
    const arrivals = new Set(['x', 'y']);
    expect(heldOrder(['a', 'b'], ['x', 'b', 'y', 'a'], { isThere, arrivals })).toEqual([
      'x',
      'a',
      'b',
      'y',
    ]);
  });
});
