import { describe, expect, it } from 'vitest';
import { decodeBytes, haveShares, withChanges } from './bitfield';

/** Pieces 0, 1 and 9 of ten. */
const pieces = { count: 10, bits: Uint8Array.of(0b1100_0000, 0b0100_0000) };

describe('haveShares', () => {
  it('reads the high bit first and ignores spare bits', () => {
    expect([...haveShares(pieces, 10)]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('sums pieces up where there are fewer columns', () => {
    expect([...haveShares(pieces, 2)].map((share) => share.toFixed(1))).toEqual(['0.4', '0.2']);
  });

  it('spreads pieces where there are more columns', () => {
    expect([...haveShares({ count: 2, bits: Uint8Array.of(0b1000_0000) }, 4)]).toEqual([
      1, 1, 0, 0,
    ]);
  });

  it('is empty for a torrent whose pieces are unknown', () => {
    expect([...haveShares({ count: 0, bits: new Uint8Array() }, 2)]).toEqual([0, 0]);
  });
});

describe('withChanges', () => {
  it('takes ranges in and out, and leaves the pieces that it was given', () => {
    const changed = withChanges(pieces, { gained: [[2, 7]], lost: [[0, 1]] });
    expect(changed).toEqual({ count: 10, bits: Uint8Array.of(0b0111_1111, 0b1100_0000) });
    expect(pieces.bits[0]).toBe(0b1100_0000);
  });
});

describe('decodeBytes', () => {
  it('reads base64', () => {
    expect(decodeBytes('wEA=')).toEqual(pieces.bits);
  });
});
