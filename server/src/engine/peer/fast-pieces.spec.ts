import { describe, expect, it } from 'vitest';
import { FastPieces } from './fast-pieces.ts';

describe('FastPieces', () => {
  it('serves a choked peer what it was allowed, three times over and no more', () => {
    const fast = new FastPieces();
    fast.allowPeer([3, 5], 100);
    const grants = Array.from({ length: 7 }, () => fast.takeGrant(5, 100));
    expect(grants).toEqual([true, true, true, true, true, true, false]);
    expect(fast.takeGrant(4, 1)).toBe(false);
  });

  it('keeps the newest suggestions, each once', () => {
    const fast = new FastPieces();
    for (let piece = 0; piece < 20; piece++) fast.suggest(piece);
    fast.suggest(19);
    expect(fast.suggested).toEqual(Array.from({ length: 16 }, (_, at) => at + 4));
  });

  it('forgives a refusal after ten seconds', () => {
    const fast = new FastPieces();
    fast.refuse(1, 1_000);
    expect([fast.forgive(10_999), fast.refused.size]).toEqual([false, 1]);
    expect([fast.forgive(11_000), fast.refused.size]).toEqual([true, 0]);
    expect(fast.forgive(99_000)).toBe(false);
  });

  it('remembers a bounded number of pieces, however many a peer names', () => {
    const fast = new FastPieces();
    for (let piece = 0; piece < 10_000; piece++) {
      fast.allowUs(piece);
      fast.refuse(piece, 0);
    }
    expect(fast.allowedToUs.size).toBe(100);
    expect(fast.refused.size).toBeLessThanOrEqual(64);
    expect(fast.refused.has(9_999)).toBe(true);
  });
});
