import { describe, expect, it } from 'vitest';
import { selectedFiles } from './selected-files.ts';

const FILES = [false, true, false, false].map((padding) => ({ padding }));

describe('the files that a link chooses', () => {
  it('are those of its ranges that the torrent has, without padding', () => {
    const selectOnly = [
      { first: 0, last: 1 },
      { first: 3, last: 149_999 },
    ];
    expect(selectedFiles({ selectOnly }, FILES)).toEqual([0, 3]);
  });

  it.each([null, [{ first: 4, last: 9 }], [{ first: 1, last: 1 }]])(
    'are all where it chooses none: %j',
    (selectOnly) => {
      expect(selectedFiles({ selectOnly }, FILES)).toBeNull();
    },
  );
});
