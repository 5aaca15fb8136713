import { describe, expect, it } from 'vitest';
import { mergeSelections, selectionOfLink } from './file-selections.ts';

describe('mergeSelections', () => {
  it('lets later ones win and drops what is normal', () => {
    const before = [
      { index: 3, priority: 'high' },
      { index: 1, priority: 'skip' },
    ] as const;
    const changes = [
      { index: 1, priority: 'normal' },
      { index: 0, priority: 'low' },
    ] as const;
    expect(mergeSelections(before, changes)).toEqual([
      { index: 0, priority: 'low' },
      { index: 3, priority: 'high' },
    ]);
  });
});

describe('selectionOfLink', () => {
  const files = ['a', 'b', 'c'].map((path, at) => ({
    path,
    bytes: 1,
    offset: at,
    padding: at === 1,
  }));
  const link = (more: string): string => `magnet:?xt=urn:btih:${'a'.repeat(40)}${more}`;

  it('skips what the link does not choose', () => {
    expect(selectionOfLink(link('&so=2'), files)).toEqual([{ index: 0, priority: 'skip' }]);
  });

  it('skips nothing where the link does not choose', () => {
    expect(selectionOfLink(link(''), files)).toEqual([]);
  });
});
