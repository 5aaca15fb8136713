import { describe, expect, it } from 'vitest';
import { assignRoom, fits } from './room-policy.ts';

const named = (demands: Record<string, number>) =>
  Object.entries(demands).map(([name, neededBytes]) => ({ name, neededBytes }));
const names = (demands: { name: string }[]) => demands.map(({ name }) => name).join(' ');

describe('assignRoom', () => {
  it.each([
    // what, free, reserve, running, waiting, stopped, begun
    ['lets begin what fits exactly', 100, 10, {}, { a: 90 }, '', 'a'],
    ['holds back what misses one byte', 100, 10, {}, { a: 91 }, '', ''],
    ['counts what the running still need', 100, 10, { r: 50 }, { a: 41 }, '', ''],
    ['lets begin beside the running', 100, 10, { r: 50 }, { a: 40 }, '', 'a'],
    ['counts those that begin before', 100, 10, {}, { a: 60, b: 31 }, '', 'a'],
    ['lets a small one pass a big one', 100, 10, {}, { a: 200, b: 30, c: 60 }, '', 'b c'],
    ['leaves the running while the reserve is free', 10, 10, { r: 500 }, {}, '', ''],
    ['stops the running below the reserve', 9, 10, { r: 500, s: 1 }, {}, 'r s', ''],
    ['leaves those that need nothing more', 0, 10, { r: 0, s: 1 }, { a: 0 }, 's', 'a'],
    ['lets none begin below the reserve', 9, 10, { r: 1 }, { a: 1 }, 'r', ''],
    ['keeps nothing free without a reserve', 100, 0, { r: 60 }, { a: 40, b: 1 }, '', 'a'],
    ['fills a disk to the last byte without a reserve', 0, 0, { r: 5 }, { a: 1 }, '', ''],
  ] as const)('%s', (_, freeBytes, reservedBytes, running, waiting, stopped, begun) => {
    const decision = assignRoom({ freeBytes, reservedBytes }, named(running), named(waiting));
    expect([names(decision.stopped), names(decision.begun)]).toEqual([stopped, begun]);
  });
});

describe('fits', () => {
  it('is true of what needs nothing, on a full disk too', () => {
    expect(fits({ freeBytes: 0, reservedBytes: 10 }, 0, 99)).toBe(true);
    expect(fits({ freeBytes: 0, reservedBytes: 10 }, 1, 0)).toBe(false);
  });
});
