import { describe, expect, it } from 'vitest';
import { FactRing } from './fact-ring.ts';

let now = 0;
const fact = (text: string) => ({ json: text });
const ringOf = (limits: object) => new FactRing<{ json: string }>({ now: () => now, ...limits });

describe('FactRing', () => {
  it('gives each fact by its number', () => {
    const ring = ringOf({});
    ring.add(7, fact('a'));
    ring.add(8, fact('b'));
    expect([ring.get(6), ring.get(7), ring.get(8), ring.get(9)]).toEqual([
      undefined,
      fact('a'),
      fact('b'),
      undefined,
    ]);
  });

  it.each([
    ['so many', { maxFacts: 2 }],
    ['so many bytes', { maxBytes: 8 }],
  ])('keeps the newest of %s', (_what, limits) => {
    const ring = ringOf(limits);
    for (const sequence of [1, 2, 3]) ring.add(sequence, fact('four'));
    expect([1, 2, 3].map((sequence) => ring.get(sequence) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('gives up what is old, also where nothing new came', () => {
    const ring = ringOf({ maxAgeMs: 1_000 });
    ring.add(1, fact('a'));
    now += 600;
    ring.add(2, fact('b'));
    now += 600;
    expect([ring.get(1), ring.get(2)]).toEqual([undefined, fact('b')]);
    now += 600;
    expect(ring.get(2)).toBeUndefined();
    ring.add(3, fact('c'));
    expect(ring.get(3)).toEqual(fact('c'));
  });

  it('keeps nothing that is larger than all of it', () => {
    const ring = ringOf({ maxBytes: 3 });
    ring.add(1, fact('four'));
    expect(ring.get(1)).toBeUndefined();
    ring.add(2, fact('a'));
    expect(ring.get(2)).toEqual(fact('a'));
  });
});
