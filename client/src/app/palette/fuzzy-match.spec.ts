import { markMatches, matchScore, searchWords } from './fuzzy-match';

/** Those that match what was typed, the best first. */
function found(typed: string, ...texts: string[]): string[] {
  const words = searchWords(typed);
  return texts
    .map((text) => ({ text, score: matchScore(words, text.toLowerCase()) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ text }) => text);
}

describe('matchScore', () => {
  it('puts a match at the start before one at a word, before one inside of a word', () => {
    expect(found('set', 'Reset', 'Go to settings', 'Settings')).toEqual([
      'Settings',
      'Go to settings',
      'Reset',
    ]);
  });

  it('takes words in any order, and wants all of them', () => {
    expect(found('bunny big', 'Big Buck Bunny', 'Big Fish')).toEqual(['Big Buck Bunny']);
  });

  it('takes letters in their order, with others between them', () => {
    expect(found('gts', 'Go to stats', 'Stop', 'Get the sun')).toContain('Go to stats');
    expect(found('pz', 'Pause')).toEqual([]);
  });

  it('does not take letters that are strewn over the whole text', () => {
    expect(found('add', 'A list of names, and one more door')).toEqual([]);
  });

  it('puts the shorter of two equals first', () => {
    expect(found('reef', 'Reef of the south', 'Reef')).toEqual(['Reef', 'Reef of the south']);
  });

  it('asks fifty thousand names at once without a pause', () => {
    const names = Array.from({ length: 50_000 }, (_, n) => `some.release.name.${n}.1080p-group`);
    const startedAt = performance.now();
    const words = searchWords('rls 4999');
    expect(names.filter((name) => matchScore(words, name) > 0).length).toBeGreaterThan(5);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('markMatches', () => {
  const marked = (typed: string, text: string): string =>
    markMatches(searchWords(typed), text)
      .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
      .join('');

  it('tells what was typed from the rest', () => {
    expect(marked('bu bi', 'Big Buck Bunny')).toBe('[Bi]g [Bu]ck Bunny');
    expect(marked('gts', 'Go to stats')).toBe('[G]o [t]o [s]tats');
    expect(marked('', 'Reef')).toBe('Reef');
  });
});
