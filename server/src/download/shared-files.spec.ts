import { describe, expect, it } from 'vitest';
import { findSharedPath } from './shared-files.ts';

describe('findSharedPath', () => {
  it.each([
    ['the same file', '', ['a/x'], '', ['a/x'], 'a/x'],
    ['the same file through another folder', 'a', ['x'], '', ['a/x'], 'a/x'],
    ['a file where the other needs a folder', '', ['a'], '', ['a/x'], 'a'],
    ['a folder where the other has a file', '', ['a/x/y'], 'a', ['x'], 'a/x'],
    ['a file that is called so until it is complete', '', ['x'], '', ['x.part'], 'x.part'],
    ['the same the other way round', '', ['x.part'], '', ['x'], 'x'],
    ['the same name in another normal form', '', ['e\u0301'], '', ['\u00e9'], '\u00e9'],
  ])('finds %s', (_what, firstFolder, first, secondFolder, second, expected) => {
    const shared = findSharedPath(
      { relativeDirectory: firstFolder, paths: first },
      { relativeDirectory: secondFolder, paths: second },
    );
    expect(shared).toBe(expected);
  });

  it.each([
    ['other files of one folder', '', ['a/x'], '', ['a/y']],
    ['names that begin alike', '', ['a'], '', ['ab/x']],
    ['the same file in other folders', 'one', ['a'], 'two', ['a']],
  ])('lets pass %s', (_what, firstFolder, first, secondFolder, second) => {
    const shared = findSharedPath(
      { relativeDirectory: firstFolder, paths: first },
      { relativeDirectory: secondFolder, paths: second },
    );
    expect(shared).toBeNull();
  });
});
