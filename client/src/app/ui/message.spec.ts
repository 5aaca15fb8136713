import { setFormatLocale } from './locale';
import { formatList, formatMessage } from './message';

const FILES = '{files, plural, =0 {no files} one {# file} other {# files}}';

describe('formatMessage', () => {
  afterEach(() => setFormatLocale());

  it.each([
    [0, 'no files'],
    [1, '1 file'],
    [12_000, '12,000 files'],
  ])('writes the plural of %d', (files, text) => {
    expect(formatMessage(FILES, { files })).toBe(text);
  });

  it('takes the plural forms of the locale', () => {
    setFormatLocale('ru');
    const message = '{n, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}';
    expect([1, 3, 5, 21].map((n) => formatMessage(message, { n }))).toEqual([
      '1 файл',
      '3 файла',
      '5 файлов',
      '21 файл',
    ]);
  });

  it('puts values where they are named, in cases too', () => {
    const message = `${FILES} of {name}{shown, select, yes { ({files} shown)} other {}}`;
    expect(formatMessage(message, { files: 2000, name: 'Reef', shown: 'yes' })).toBe(
      '2,000 files of Reef (2,000 shown)',
    );
    expect(formatMessage(message, { files: 1, name: 'Reef', shown: 'no' })).toBe('1 file of Reef');
  });

  it('never reads a value as syntax', () => {
    const name = '{files} # {x, plural, other {y}} $& }';
    expect(formatMessage('{files, plural, other {# in {name}}}', { files: 3, name })).toBe(
      `3 in ${name}`,
    );
  });

  it('leaves braces that open nothing as they are', () => {
    expect(formatMessage('a { , } # {} {', {})).toBe('a { , } # {} {');
  });
});

describe('formatList', () => {
  it('joins as the locale does', () => {
    expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  });
});
