import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSlots, type QueueCandidate, type QueueLimits } from './queue-policy.ts';

const candidate = (changes: Partial<QueueCandidate> = {}): QueueCandidate => ({
  wantsSlot: true,
  isForced: false,
  isComplete: false,
  isSlow: false,
  ...changes,
});
const download = candidate();
const seed = candidate({ isComplete: true });
const slow = candidate({ isSlow: true });
const forced = candidate({ isForced: true });
const paused = candidate({ wantsSlot: false });

const limits = (changes: Partial<QueueLimits> = {}): QueueLimits => ({
  maxActiveDownloads: null,
  maxActiveSeeds: null,
  maxActive: null,
  ...changes,
});
const slotsOf = (candidates: QueueCandidate[], changes: Partial<QueueLimits>): string =>
  assignSlots(candidates, limits(changes)).join('');

describe('the queue', () => {
  it('lets the first that want to run do so, up to the limit of their kind', () => {
    const inOrder = [paused, download, seed, download, download, seed];
    expect(slotsOf(inOrder, { maxActiveDownloads: 2, maxActiveSeeds: 1 })).toBe('011100');
  });

  it('lets all of them run where there is no limit', () => {
    expect(slotsOf([download, seed, slow, forced, paused], {})).toBe('11110');
  });

  it('runs none of a kind whose limit is zero, but forced ones', () => {
    expect(slotsOf([download, forced, seed], { maxActiveDownloads: 0 })).toBe('011');
  });

  it('runs another in the place of each slow one', () => {
    expect(slotsOf([slow, download, slow, download], { maxActiveDownloads: 1 })).toBe('1110');
  });

  it('counts slow ones for the limit of both kinds together', () => {
    expect(slotsOf([slow, download, seed, seed], { maxActiveDownloads: 1, maxActive: 3 })).toBe(
      '1110',
    );
  });

  it('gives downloads what there is before seeds have the rest', () => {
    expect(slotsOf([seed, seed, download], { maxActive: 2 })).toBe('101');
  });

  it('does not count forced ones', () => {
    expect(slotsOf([forced, download, download], { maxActiveDownloads: 1, maxActive: 1 })).toBe(
      '110',
    );
  });
});

const anyCandidate = fc.record({
  wantsSlot: fc.boolean(),
  isForced: fc.boolean(),
  isComplete: fc.boolean(),
  isSlow: fc.boolean(),
});
const anyLimit = fc.option(fc.nat(6), { nil: null });
const anyLimits = fc.record({
  maxActiveDownloads: anyLimit,
  maxActiveSeeds: anyLimit,
  maxActive: anyLimit,
});

describe('whatever the downloads and the limits are, the queue', () => {
  it('never lets more run than the limits, nor one that does not want to, and always the forced ones', () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 30 }), anyLimits, (inOrder, most) => {
        const slots = assignSlots(inOrder, most);
        const running = inOrder.filter((_, at) => slots[at] === 1);
        expect(running.every(({ wantsSlot }) => wantsSlot)).toBe(true);
        const forcedOnes = inOrder.filter(({ isForced, wantsSlot }) => isForced && wantsSlot);
        expect(running.filter(({ isForced }) => isForced)).toHaveLength(forcedOnes.length);
        const managed = running.filter(({ isForced }) => !isForced);
        const counted = managed.filter(({ isSlow }) => !isSlow);
        const seeds = counted.filter(({ isComplete }) => isComplete).length;
        expect(managed.length).toBeLessThanOrEqual(most.maxActive ?? Infinity);
        expect(seeds).toBeLessThanOrEqual(most.maxActiveSeeds ?? Infinity);
        expect(counted.length - seeds).toBeLessThanOrEqual(most.maxActiveDownloads ?? Infinity);
      }),
    );
  });

  it('lets none run before another of its kind that stands before it, and leaves no slot empty', () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 30 }), anyLimits, (inOrder, most) => {
        const slots = assignSlots(inOrder, most);
        const isWaiting = (at: number): boolean => inOrder[at]!.wantsSlot && slots[at] === 0;
        const managedRunning = inOrder.filter((one, at) => slots[at] === 1 && !one.isForced);
        for (const isComplete of [false, true]) {
          const places = inOrder.flatMap((one, at) =>
            one.isComplete === isComplete && one.wantsSlot && !one.isForced && !one.isSlow
              ? [at]
              : [],
          );
          const firstWaiting = places.findIndex(isWaiting);
          if (firstWaiting < 0) continue;
          expect(places.slice(firstWaiting).every(isWaiting)).toBe(true);
          const limit = isComplete ? most.maxActiveSeeds : most.maxActiveDownloads;
          const isFull = managedRunning.length === most.maxActive || firstWaiting === limit;
          expect(isFull).toBe(true);
        }
      }),
    );
  });
});
