import { describe, expect, it } from 'vitest';
import { buildDownload } from '../testing/downloads';
import {
  type Facet,
  type FacetChoice,
  type ListQuestion,
  NO_QUESTION,
  facetCondition,
  isSameQuestion,
  parseQuestion,
  withFacet,
} from './list-question';

const film = buildDownload(1, {
  state: 'seeding',
  category: 'films/old',
  tags: ['hd', 'de'],
  directory: '/srv/films/old',
  trackerHosts: ['a.example'],
});
const song = buildDownload(2, { state: 'paused', directory: '/srv/filmsongs', tags: ['de'] });

const asking = (facet: Facet, choice: Partial<FacetChoice>, rest: Partial<ListQuestion> = {}) => ({
  ...NO_QUESTION,
  ...rest,
  facets: { ...NO_QUESTION.facets, [facet]: { include: [], exclude: [], ...choice } },
});
const found = (question: ListQuestion) =>
  [film, song].filter((row) => facetCondition(question)!(row)).map(({ id }) => Number(id));

describe('the choices of the rail', () => {
  it('ask for nothing where nothing is chosen', () => {
    expect(facetCondition(NO_QUESTION)).toBeNull();
  });

  it('take one of the included values, and none of the excluded', () => {
    expect(found(asking('state', { include: ['paused', 'seeding'] }))).toEqual([1, 2]);
    expect(found(asking('state', { exclude: ['paused'] }))).toEqual([1]);
    expect(found(asking('tag', { include: ['de'], exclude: ['hd'] }))).toEqual([2]);
    expect(found(asking('tracker', { include: [''] }))).toEqual([2]);
  });

  it('take all of the tags where that is chosen', () => {
    const choice = { include: ['hd', 'de'] };
    expect(found(asking('tag', choice))).toEqual([1, 2]);
    expect(found(asking('tag', choice, { allTags: true }))).toEqual([1]);
  });

  it('take what lies below a category or a folder with it, and not what only begins alike', () => {
    expect(found(asking('category', { include: ['films'] }))).toEqual([1]);
    expect(found(asking('category', { include: ['fil'] }))).toEqual([]);
    expect(found(asking('folder', { include: ['/srv/films'] }))).toEqual([1]);
    expect(found(asking('folder', { include: ['/'] }))).toEqual([1, 2]);
  });

  it('have each value on one side only', () => {
    const included = withFacet({ include: [], exclude: ['a', 'b'] }, 'a', 'included');
    expect(included).toEqual({ include: ['a'], exclude: ['b'] });
    expect(withFacet(included, 'a', 'excluded')).toEqual({ include: [], exclude: ['b', 'a'] });
    expect(withFacet(included, 'a', 'off')).toEqual({ include: [], exclude: ['b'] });
  });
});

describe('a question that was kept', () => {
  it('is the same again', () => {
    const question = asking('tag', { include: ['hd'] }, { search: 'x', inFiles: true });
    expect(parseQuestion(JSON.parse(JSON.stringify(question)))).toEqual(question);
  });

  it.each([undefined, null, 3, 'x', { facets: { tag: 1 }, search: {} }, { facets: [] }])(
    'is nothing where it is broken: %j',
    (kept) => {
      expect(parseQuestion(kept)).toEqual(NO_QUESTION);
    },
  );

  it('forgets states that are none any more', () => {
    const { facets } = parseQuestion({ facets: { state: { include: ['paused', 'flying'] } } });
    expect(facets.state.include).toEqual(['paused']);
  });

  it('is the same whatever the order of its choices, and whatever does not matter to it', () => {
    const one = asking('tag', { include: ['a', 'b'] }, { search: ' x' });
    expect(isSameQuestion(one, asking('tag', { include: ['b', 'a'] }, { search: 'x' }))).toBe(true);
    expect(isSameQuestion(one, { ...one, allTags: true })).toBe(false);
    expect(isSameQuestion(NO_QUESTION, { ...NO_QUESTION, inFiles: true, allTags: true })).toBe(
      true,
    );
  });
});
