import { describe, expect, it } from 'vitest';
import { buildTracker } from '../../testing/downloads';
import { tiersOf, urlsOf, withFirstTier, withMoved, withStep } from './tracker-tiers';

const TIERS = [['a', 'b'], ['c'], ['d', 'e', 'f']];

describe('tiersOf', () => {
  it('groups by tier in the order of asking, and closes gaps in the numbers', () => {
    const trackers = [
      buildTracker('b', { tier: 4 }),
      buildTracker('a', { tier: 0 }),
      buildTracker('c', { tier: 4 }),
    ];
    const tiers = tiersOf(trackers);
    expect(tiers.map(({ number }) => number)).toEqual([1, 2]);
    expect(urlsOf(tiers)).toEqual([['a'], ['b', 'c']]);
  });
});

describe('withStep', () => {
  it.each([
    ['within its tier', 'e', 'up', [['a', 'b'], ['c'], ['e', 'd', 'f']]],
    ['within its tier', 'd', 'down', [['a', 'b'], ['c'], ['e', 'd', 'f']]],
    [
      'to the end of the tier before',
      'd',
      'up',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    ['to the front of the tier behind', 'b', 'down', [['a'], ['b', 'c'], ['d', 'e', 'f']]],
    [
      'out of a tier, which goes',
      'c',
      'up',
      [
        ['a', 'b', 'c'],
        ['d', 'e', 'f'],
      ],
    ],
    ['to a tier of its own before all', 'a', 'up', [['a'], ['b'], ['c'], ['d', 'e', 'f']]],
    ['to a tier of its own behind all', 'f', 'down', [['a', 'b'], ['c'], ['d', 'e'], ['f']]],
  ] as const)('moves %s (%s %s)', (_name, url, step, expected) => {
    expect(withStep(TIERS, url, step)).toEqual(expected);
  });

  it('ends where there is no further to go', () => {
    expect(withStep([['a'], ['b']], 'a', 'up')).toBeNull();
    expect(withStep([['a'], ['b']], 'b', 'down')).toBeNull();
    expect(withStep(TIERS, 'x', 'up')).toBeNull();
  });

  it.each(['a', 'b', 'd', 'e'])('comes back by the opposite step (%s)', (url) => {
    const down = withStep(TIERS, url, 'down')!;
    expect(down).not.toEqual(TIERS);
    expect(withStep(down, url, 'up')).toEqual(TIERS);
  });
});

describe('withMoved', () => {
  it('puts it at a place of a tier, and drops the tier that it leaves empty', () => {
    expect(withMoved(TIERS, 'c', { tier: 2, place: 1 })).toEqual([
      ['a', 'b'],
      ['d', 'c', 'e', 'f'],
    ]);
    expect(withMoved(TIERS, 'a', { tier: 0, place: 1 })).toEqual([
      ['b', 'a'],
      ['c'],
      ['d', 'e', 'f'],
    ]);
    expect(withMoved(TIERS, 'a', { tier: 3, place: 0 })).toEqual([
      ['b'],
      ['c'],
      ['d', 'e', 'f'],
      ['a'],
    ]);
  });
});

describe('withFirstTier', () => {
  it('puts it alone before all others', () => {
    expect(withFirstTier(TIERS, 'e')).toEqual([['e'], ['a', 'b'], ['c'], ['d', 'f']]);
  });
});
