import { keyChords } from './key-words';

describe('keyChords', () => {
  it.each([
    ['a', [['A']]],
    ['Ctrl+k', [['Ctrl', 'K']]],
    ['Shift+Delete', [['Shift', 'Del']]],
    ['g s', [['G'], ['S']]],
    ['?', [['?']]],
    ['Ctrl++', [['Ctrl', '+']]],
  ])('writes %s as %j', (keys, chords) => {
    expect(keyChords(keys, false)).toEqual(chords);
  });

  it('writes the keys of a Mac as they are there', () => {
    expect(keyChords('Ctrl+k', true)).toEqual([['⌘', 'K']]);
  });
});
