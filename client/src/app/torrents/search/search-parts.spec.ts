import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, isNumberField } from './search-fields';
import { OPERATORS, type SearchPart, searchParts, withoutPart, writtenPart } from './search-parts';

/** `-field<value|other` of each part; words without a field have none. */
const read = (text: string) =>
  searchParts(text).map(
    ({ isExcluded, field, operator, values }) =>
      `${isExcluded ? '-' : ''}${field ? field + operator : ''}${values.join('|')}`,
  );

describe('the parts of a search', () => {
  it.each([
    ['', []],
    ['  ubuntu   iso ', ['ubuntu', 'iso']],
    ['"two words" one', ['two words', 'one']],
    ['-sample -"not this"', ['-sample', '-not this']],
    ['tag:linux', ['tag:linux']],
    ['-tag:linux,"big iso"', ['-tag:linux|big iso']],
    ['category=films', ['category=films']],
    ['TAG:x Cat:y dir:/srv is:paused', ['tag:x', 'category:y', 'path:/srv', 'state:paused']],
    ['size>1GiB ratio<=1 seeds:0', ['size>1GiB', 'ratio<=1', 'seeds:0']],
    ['size:>1GiB', ['size>1GiB']],
    ['size>1.5 GiB ubuntu', ['size>1.5 GiB', 'ubuntu']],
    ['down> 1 MiB/s', ['down>1 MiB/s']],
    ['tag:""', ['tag:']],
    ['path:"/srv/my films"', ['path:/srv/my films']],
  ])('of %j are %j', (text, parts) => {
    expect(read(text)).toEqual(parts);
  });

  it.each([
    ['Alien: Romulus', ['Alien:', 'Romulus']],
    ['foo:bar', ['foo:bar']],
    ['a-b --c -', ['a-b', '--c', '-']],
    ['"open to the end', ['open to the end']],
    [String.raw`"a \"quote\" and \\"`, [String.raw`a "quote" and \ `.trim()]],
    ['""', []],
    ['x"y z"', ['x', 'y z']],
  ])('of %j are words, however odd: %j', (text, parts) => {
    expect(read(text)).toEqual(parts);
  });

  it('have no value where the field still waits for one', () => {
    expect(searchParts('tag: next')).toMatchObject([
      { field: 'tag', values: [] },
      { field: null, values: ['next'] },
    ]);
  });

  it('say where they stand, so that each can be taken out', () => {
    const text = 'ubuntu -tag:"a b"  size>1 GiB';
    const parts = searchParts(text);
    expect(parts.map(({ from, to }) => text.slice(from, to))).toEqual([
      'ubuntu',
      '-tag:"a b"',
      'size>1 GiB',
    ]);
    expect(parts.map((part) => withoutPart(text, part))).toEqual([
      '-tag:"a b"  size>1 GiB',
      'ubuntu size>1 GiB',
      'ubuntu -tag:"a b"',
    ]);
  });

  it('cover the text in its order, and nothing twice, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let end = 0;
        for (const { from, to } of searchParts(text)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('are written so that a sign at the beginning of a value stays with it', () => {
    const part = { isExcluded: false, field: 'tag', operator: ':', values: ['=x'] } as const;
    expect(writtenPart(part)).toBe('tag:"=x"');
    expect(searchParts(writtenPart(part))).toMatchObject([part]);
  });

  it('are read as they were written', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
    const free = word.map((value) => ({ field: null, operator: ':' as const, values: [value] }));
    const ofField = fc.record({
      field: fc.constantFrom(...FIELD_NAMES.filter((name) => !isNumberField(name))),
      operator: fc.constantFrom(...OPERATORS),
      values: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    });
    const part = fc
      .tuple(fc.boolean(), fc.oneof(free, ofField))
      .map(([isExcluded, rest]) => Object.assign({ isExcluded }, rest));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const text = parts.map(writtenPart).join(' ');
        const bare = searchParts(text).map(({ from: _from, to: _to, ...rest }: SearchPart) => rest);
        expect(bare).toEqual(parts);
      }),
    );
  });
});
