import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextRanks } from './text-ranks.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

describe('TextRanks', () => {
  it('compares as the rules of the language do, whatever texts came before', () => {
    const text = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'A', 'a1', 'a01'));
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 60 }), { maxLength: 4 }), (rounds) => {
        const ranks = new TextRanks();
        for (const texts of rounds) {
          const found = ranks.of(texts);
          for (const one of texts) {
            const other = texts[0]!;
            const byRank = Math.sign(found.get(one)! - found.get(other)!);
            expect(byRank).toBe(Math.sign(collator.compare(one, other)));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('forgets texts that nobody uses any more', () => {
    const ranks = new TextRanks();
    ranks.of(Array.from({ length: 1_000 }, (_, index) => `old ${index}`));
    expect(ranks.of(['new']).size).toBe(1);
  });
});
