import { describe, expect, it } from 'vitest';
import { mergeSelections } from './file-selections.ts';

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
