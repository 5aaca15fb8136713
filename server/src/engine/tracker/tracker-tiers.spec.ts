import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { TrackerTiers } from './tracker-tiers.ts';

const create = (url: string, tier: number) => ({ url, tier, asked: 0 });

function tiersOf(lists: string[][], seed = 1) {
  const tiers = new TrackerTiers(create, seededRandom(seed));
  tiers.replace(lists);
  return tiers;
}

const urlsOf = (tiers: ReturnType<typeof tiersOf>) => tiers.inOrder().map(({ url }) => url);

describe('TrackerTiers', () => {
  it.each([
    ['keeps the order of tiers', [['a'], ['b'], ['c']], ['a', 'b', 'c']],
    ['drops empty tiers and blank URLs', [[], [' '], ['a', '']], ['a']],
    ['counts a URL once, where it is first', [['a'], ['a', ' a '], ['b', 'a']], ['a', 'b']],
    ['has nothing to ask without trackers', [], []],
  ])('%s', (_name, lists, expected) => {
    expect(urlsOf(tiersOf(lists))).toEqual(expected);
  });

  it('shuffles inside a tier and never across tiers', () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const urls = urlsOf(tiersOf([['a', 'b', 'c'], ['d']], seed));
      expect(urls[3]).toBe('d');
      orders.add(urls.join(''));
    }
    expect(orders.size).toBe(6);
  });

  it('asks in the order of a list that replaces another, since a user gave it', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const tiers = tiersOf([['a', 'b', 'c', 'd']], seed);
      tiers.replace([
        ['d', 'b'],
        ['c', 'x', 'a'],
      ]);
      expect(urlsOf(tiers)).toEqual(['d', 'b', 'c', 'x', 'a']);
    }
  });

  it('puts the tracker that answered first in its own tier', () => {
    const tiers = tiersOf([['a'], ['b', 'c', 'd']]);
    const last = tiers.inOrder().at(-1)!;
    tiers.promote(last);
    expect(urlsOf(tiers)[0]).toBe('a');
    expect(urlsOf(tiers)[1]).toBe(last.url);
    expect(urlsOf(tiers).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps the state of trackers that stay and returns those that go', () => {
    const tiers = tiersOf([['a'], ['b']]);
    tiers.inOrder()[1]!.asked = 7;
    const removed = tiers.replace([['c'], ['x'], ['b']]);
    expect(removed.map(({ url }) => url)).toEqual(['a']);
    expect(tiers.inOrder()).toEqual([
      { url: 'c', tier: 0, asked: 0 },
      { url: 'x', tier: 1, asked: 0 },
      { url: 'b', tier: 2, asked: 7 },
    ]);
  });
});
