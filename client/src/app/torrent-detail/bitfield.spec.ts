import { describe, expect, it } from 'vitest';
import { haveShares } from './bitfield';

/** Pieces 0, 1 and 9 of ten. */
const pieces = { count: 10, have: btoa(String.fromCharCode(0b1100_0000, 0b0100_0000)) };

describe('haveShares', () => {
  it('reads the high bit first and ignores spare bits', () => {
    expect([...haveShares(pieces, 10)]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('sums pieces up where there are fewer columns', () => {
    expect([...haveShares(pieces, 2)].map((share) => share.toFixed(1))).toEqual(['0.4', '0.2']);
  });

  it('spreads pieces where there are more columns', () => {
    expect([...haveShares({ count: 2, have: btoa('\u0080') }, 4)]).toEqual([1, 1, 0, 0]);
  });

  it('is empty for a torrent whose pieces are unknown', () => {
    expect([...haveShares({ count: 0, have: '' }, 2)]).toEqual([0, 0]);
  });
});
