import { describe, expect, it } from 'vitest';
import { type KnownValues, suggestions } from './search-suggestions';

const known: KnownValues = {
  tag: ['linux', 'big iso', 'live'],
  category: ['films', 'films/old'],
  tracker: ['tracker.example.org'],
};
const texts = (text: string, caret = text.length) =>
  suggestions(text, caret, known).map((suggestion) => suggestion.text);

describe('suggestions', () => {
  it('are fields to begin with, before anything is typed and after each part', () => {
    expect(texts('')).toContain('tag:');
    expect(texts('')).toContain('size>');
    expect(texts('ubuntu ')).toEqual(texts(''));
  });

  it('are fields and values for a word', () => {
    expect(texts('li')).toEqual(['tag:linux', 'tag:live']);
    expect(texts('ta')).toEqual(['tag:']);
    expect(texts('-pa')).toEqual(['-path:', '-state:paused']);
    expect(texts('nothing like it')).toEqual([]);
  });

  it('are values for a field, in quotes where they need them', () => {
    expect(texts('tag:')).toEqual(['tag:linux', 'tag:"big iso"', 'tag:live']);
    expect(texts('-category:OLD')).toEqual(['-category:films/old']);
    expect(texts('tag:linux,b')).toEqual(['tag:linux,"big iso"']);
    expect(texts('state:pau')).toEqual(['state:paused']);
    expect(texts('tag:linux')).toEqual([]);
    expect(texts('size>')).toEqual([]);
  });

  it('take the place of the part that the cursor is in', () => {
    const [first] = suggestions('one tag:lin two', 11, known);
    expect(first).toMatchObject({ text: 'tag:linux', from: 4, to: 11 });
  });
});
