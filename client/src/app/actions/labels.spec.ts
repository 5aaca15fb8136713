import { describe, expect, it } from 'vitest';
import { commonCategory, findLabels, nextShare, sharesOfTags } from './labels';

describe('labels of many downloads', () => {
  it('are had by all or by some', () => {
    const shares = sharesOfTags([{ tags: ['a', 'b'] }, { tags: ['a'] }]);
    expect([...shares]).toEqual([
      ['a', 'all'],
      ['b', 'some'],
    ]);
  });

  it('have one category only where all agree', () => {
    expect(commonCategory([{ category: 'films' }, { category: 'films' }])).toBe('films');
    expect(commonCategory([{ category: null }, { category: null }])).toBeNull();
    expect(commonCategory([{ category: null }, { category: 'films' }])).toBeUndefined();
  });

  it('go round by clicks, through mixed only where they began so', () => {
    expect(nextShare('some', 'some')).toBe('all');
    expect(nextShare('all', 'some')).toBe('none');
    expect(nextShare('none', 'some')).toBe('some');
    expect(nextShare('none', 'all')).toBe('all');
  });

  it('are found anywhere in the name, and offered as new where no name is just that', () => {
    const names = ['documentary', 'film', 'old films'];
    expect(findLabels(names, ' FILM ')).toEqual({ found: ['film', 'old films'], isNew: true });
    expect(findLabels(names, 'film').isNew).toBe(false);
    expect(findLabels(names, '').found).toEqual(names);
  });
});
