import { describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadFilter } from '@shared/dto/download.js';
import { matching, searchWords, type FoundElsewhere } from './list-filter.ts';
import { ListRow } from './list-row.ts';

const row = (fields: Partial<DownloadDto>): ListRow => {
  const dto = {
    state: 'seeding',
    error: null,
    tags: [],
    category: null,
    addedBy: null,
    downloadRate: 0,
    uploadRate: 0,
    ...fields,
  } as unknown as DownloadDto;
  return new ListRow(dto, { record: { addedAt: 0 } as never, known: dto }, undefined);
};

const NOTHING: FoundElsewhere = { byFileName: new Map(), byTracker: null, privateOnes: null };
const rows = [
  row({
    id: 'a',
    name: 'Ubuntu-24.04.iso',
    tags: ['linux', 'iso'],
    category: 'systems',
    addedBy: 'ada',
  }),
  row({ id: 'b', name: 'debian', state: 'paused', tags: ['linux'], uploadRate: 5 }),
  row({ id: 'c', name: 'Cafe\u0301', state: 'error', error: { code: 'disk-full', message: '' } }),
];
const idsOf = (filter: DownloadFilter, found: Partial<FoundElsewhere> = {}): string =>
  matching(rows, filter, { ...NOTHING, ...found })
    .map(({ dto }) => dto.id)
    .join('');

describe('the filter of the list', () => {
  it('takes all where nothing is asked for', () => {
    expect(idsOf({})).toBe('abc');
  });

  it('takes those in one of several states', () => {
    expect(idsOf({ state: ['paused', 'error'] })).toBe('bc');
    expect(idsOf({ state: [] })).toBe('');
  });

  it('takes those with all of the tags, or with none', () => {
    expect(idsOf({ tag: ['linux'] })).toBe('ab');
    expect(idsOf({ tag: ['linux', 'iso'] })).toBe('a');
    expect(idsOf({ tag: [''] })).toBe('c');
  });

  it('takes those in one of the categories, or in none', () => {
    expect(idsOf({ category: ['systems'] })).toBe('a');
    expect(idsOf({ category: ['systems', ''] })).toBe('abc');
  });

  it('takes those of an account, or of nobody who is known', () => {
    expect(idsOf({ addedBy: ['ada'] })).toBe('a');
    expect(idsOf({ addedBy: [''] })).toBe('bc');
  });

  it('takes those with an error, and those that are active or not', () => {
    expect(idsOf({ errorCode: ['disk-full'] })).toBe('c');
    expect(idsOf({ errorCode: ['io-error'] })).toBe('');
    expect(idsOf({ active: true })).toBe('b');
    expect(idsOf({ active: false })).toBe('ac');
  });

  it('finds all words of a search in the name or in file names, whatever their case and form', () => {
    expect(idsOf({ search: 'ISO ubuntu' })).toBe('a');
    expect(idsOf({ search: 'caf\u00c9' })).toBe('c');
    expect(idsOf({ search: 'debian readme' })).toBe('');
    const byFileName = new Map([['readme', new Set(['b', 'c'])]]);
    expect(idsOf({ search: 'debian readme' }, { byFileName })).toBe('b');
  });

  it('takes those that announce to a host', () => {
    expect(idsOf({}, { byTracker: new Set(['c']) })).toBe('c');
  });

  it('takes those that are private, or those that are not', () => {
    const privateOnes = new Set(['b']);
    expect(idsOf({ private: true }, { privateOnes })).toBe('b');
    expect(idsOf({ private: false }, { privateOnes })).toBe('ac');
  });
});

describe('searchWords', () => {
  it('folds them, takes what stands in quotes as one, and has eight at most', () => {
    expect(searchWords('  One two\tONE ')).toEqual(['one', 'two']);
    expect(searchWords('a "B  c" d"e f"')).toEqual(['a', 'b  c', 'd', 'e f']);
    expect(searchWords('an "open one')).toEqual(['an', 'open', 'one']);
    expect(searchWords('"" " "')).toEqual([]);
    expect(searchWords(undefined)).toEqual([]);
    expect(searchWords('a b c d e f g h i j')).toHaveLength(8);
  });
});
