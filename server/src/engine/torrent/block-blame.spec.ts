import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { blockDigests } from '../storage/block-digests.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { BlockBlame } from './block-blame.ts';

const BLOCKS = 4;
const PIECE = 7;
const never: (peer: number) => boolean = () => false;

const busy = { index: 8, isIdle: false };
const idle = { index: 8, isIdle: true };

/** Digests of a piece of which these blocks are wrong. */
function digests(...wrong: number[]): Uint8Array {
  return blockDigests(BLOCKS * BLOCK_BYTES, (begin, length) =>
    new Uint8Array(length).fill(wrong.includes(begin / BLOCK_BYTES) ? 99 : begin / BLOCK_BYTES),
  );
}

function create() {
  const clock = new FakeClock();
  const blame = new BlockBlame(clock);
  const fail = (senders: number[], told: Uint8Array | null, isKnown = never): void => {
    const verdict = blame.onBad(PIECE, Int32Array.from(senders), isKnown);
    if ('record' in verdict) verdict.record.digests = told;
  };
  return { clock, blame, fail };
}

describe('BlockBlame', () => {
  it('finds the sole sender of a bad piece guilty at once', () => {
    const { blame } = create();
    expect(blame.onBad(PIECE, Int32Array.of(5, 5, 5, 5), never)).toEqual({ guilty: 5 });
    expect(blame.isSuspect(5)).toBe(false);
  });

  it('finds those guilty whose blocks were others when the piece was wrong, and clears the rest', () => {
    const { blame, fail } = create();
    fail([1, 2, 3, 1], digests(1, 2));
    expect([1, 2, 3].map((peer) => blame.isSuspect(peer))).toEqual([true, true, true]);
    expect(blame.isInQuestion(PIECE)).toBe(true);
    expect(blame.onGood(PIECE, digests())).toEqual([2, 3]);
    expect(blame.isSuspect(1)).toBe(false);
    expect(blame.isInQuestion(PIECE)).toBe(false);
  });

  it('suspects nobody of a bad piece with blocks of an earlier run, whose senders nobody knows', () => {
    const { blame, fail } = create();
    fail([0, 0, 0, 0], digests(2));
    fail([0, 5, 5, 5], digests(0));
    expect(blame.isSuspect(5)).toBe(false);
    expect(blame.onGood(PIECE, digests())).toEqual([]);
  });

  it('finds who sent wrong blocks beside those of an earlier run when the piece is right', () => {
    const { blame, fail } = create();
    fail([0, 5, 6, 0], digests(0, 2));
    expect(blame.onGood(PIECE, digests())).toEqual([6]);
  });

  it('settles every bad version of a piece at once', () => {
    const { blame, fail } = create();
    fail([1, 1, 2, 2], digests(0));
    fail([3, 3, 3, 4], digests(3));
    expect(blame.onGood(PIECE, digests())).toEqual([1, 4]);
  });

  it('finds nobody guilty where the disk could not tell', () => {
    const { blame, fail } = create();
    fail([1, 2, 2, 2], null);
    expect(blame.onGood(PIECE, digests())).toEqual([]);
    fail([1, 2, 2, 2], digests(0));
    expect(blame.onGood(PIECE, null)).toEqual([]);
    expect(blame.isSuspect(1)).toBe(false);
  });

  it('leaves a peer on parole only pieces that nobody else touches', () => {
    const { blame, fail } = create();
    fail([1, 2, 2, 2], digests(0));
    expect([1, 2, 3].map((peer) => blame.mayTake(peer, busy))).toEqual([false, false, true]);
    expect(blame.mayTake(1, idle)).toBe(true);
    blame.onAsk(1, 8);
    expect([1, 2, 3].map((peer) => blame.mayTake(peer, busy))).toEqual([true, false, false]);
    blame.release(1);
    expect([1, 2, 3].map((peer) => blame.mayTake(peer, busy))).toEqual([false, false, true]);
  });

  it('ends parole after a minute, and with it the hold on a piece', () => {
    const { clock, blame, fail } = create();
    fail([1, 2, 2, 2], digests(0));
    blame.onAsk(1, 8);
    clock.advance(59_999);
    expect(blame.mayTake(3, busy)).toBe(false);
    blame.onAsk(1, 8);
    clock.advance(1);
    expect([1, 3].map((peer) => blame.mayTake(peer, busy))).toEqual([true, true]);
    expect(blame.onGood(PIECE, digests())).toEqual([1]);
  });

  it('puts nobody on parole for a piece that a known liar had a part in', () => {
    const { blame, fail } = create();
    fail([1, 2, 2, 2], digests(0), (peer) => peer === 1);
    expect(blame.isSuspect(2)).toBe(false);
    expect(blame.onGood(PIECE, digests())).toEqual([1]);
  });

  it('remembers the last 64 bad pieces', () => {
    const { blame } = create();
    for (let piece = 0; piece < 65; piece++) blame.onBad(piece, Int32Array.of(1, 2), never);
    expect([blame.isInQuestion(0), blame.isInQuestion(1)]).toEqual([false, true]);
  });

  it('holds a newcomer to one piece until a right one came from it, for five seconds at most', () => {
    const { clock, blame } = create();
    expect(blame.trialOf(1)).toBe(-1);
    for (const peer of [1, 2, 3]) blame.onAsk(peer, 8);
    blame.onAsk(1, 9);
    blame.onProven([2]);
    blame.onAsk(2, 8);
    expect([1, 2, 3].map((peer) => blame.trialOf(peer))).toEqual([9, -1, 8]);
    clock.advance(5_000);
    expect(blame.trialOf(1)).toBe(-1);
  });
});
