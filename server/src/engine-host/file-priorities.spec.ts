import { describe, expect, it } from 'vitest';
import { filePrioritiesOf, mergeSelections } from './file-priorities.ts';

describe('filePrioritiesOf', () => {
  it('fills up to the last file that is not normal', () => {
    expect(filePrioritiesOf([{ index: 2, priority: 'skip' }])).toEqual([
      'normal',
      'normal',
      'skip',
    ]);
    expect(filePrioritiesOf([])).toEqual([]);
  });
});

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
