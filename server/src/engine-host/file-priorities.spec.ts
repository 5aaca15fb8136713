import { describe, expect, it } from 'vitest';
import { filePrioritiesOf } from './file-priorities.ts';

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
