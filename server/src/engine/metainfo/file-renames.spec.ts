import { describe, expect, it } from 'vitest';
import { RequestError } from '../core/engine-error.ts';
import {
  checkedRenames,
  renamedPaths,
  withFilePath,
  withFolderPath,
  withName,
} from './file-renames.ts';

const album = {
  name: 'album',
  files: ['album/a', 'album/b/c', 'album/.pad/7'].map((path, index) => ({
    path,
    padding: index === 2,
  })),
};
const single = { name: 'film.mkv', files: [{ path: 'film.mkv', padding: false }] };

const codeOf = (act: () => unknown): string | null => {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof RequestError ? error.code : String(error);
  }
};

describe('another name of the download', () => {
  it('is that of the root folder of every file', () => {
    const renames = withName(album, null, 'best of');
    expect(renamedPaths(album, renames).slice(0, 2)).toEqual(['best of/a', 'best of/b/c']);
  });

  it('is that of its single file, whether the file or the download is renamed', () => {
    expect(renamedPaths(single, withName(single, null, 'reef.mkv'))).toEqual(['reef.mkv']);
    expect(withFilePath(single, null, 0, 'reef.mkv')).toEqual(withName(single, null, 'reef.mkv'));
  });

  it('takes files that were renamed before along', () => {
    const before = withFilePath(album, null, 0, 'album/x/y');
    expect(renamedPaths(album, withName(album, before, 'other'))[0]).toBe('other/x/y');
  });

  it('is none where it is the own one again', () => {
    expect(withName(album, withName(album, null, 'other'), 'album')).toBeNull();
  });

  it('is made safe, and holds no folders', () => {
    expect(withName(album, null, 'con')).toEqual({ name: '_con', files: [] });
    expect(withName(album, null, '..')).toEqual({ name: '_', files: [] });
    expect(codeOf(() => withName(album, null, 'a/b'))).toBe('invalid-argument');
    expect(codeOf(() => withName(album, null, 'a\\b'))).toBe('invalid-argument');
  });
});

describe('another path of a folder', () => {
  const rename = (folder: string, path: string, before = withName(album, null, 'album')) =>
    withFolderPath(album, before, { folder, path });

  it('is that of all files in it, as they are called by now', () => {
    const before = withFilePath(album, null, 0, 'album/b/z');
    expect(renamedPaths(album, rename('album/b', 'album/d/e', before)).slice(0, 2)).toEqual([
      'album/d/e/z',
      'album/d/e/c',
    ]);
    expect(rename('album/d', 'album/b', rename('album/b', 'album/d'))).toBeNull();
  });

  it('is another name of the download where it is the root', () => {
    expect(rename('album', 'other')).toEqual(withName(album, null, 'other'));
    expect(codeOf(() => rename('album', 'other/deep'))).toBe('invalid-argument');
  });

  it('is refused of a folder that is not there, outside of the root, and in the way of a file', () => {
    expect(codeOf(() => rename('album/x', 'album/y'))).toBe('invalid-argument');
    expect(codeOf(() => rename('album/a', 'album/y'))).toBe('invalid-argument');
    expect(codeOf(() => rename('album/b', 'b'))).toBe('invalid-argument');
    expect(codeOf(() => rename('album/b', 'album/a'))).toBe('path-conflict');
  });
});

describe('another path of a file', () => {
  it('may lie in other folders of the root', () => {
    expect(renamedPaths(album, withFilePath(album, null, 1, 'album/d/e/f'))[1]).toBe('album/d/e/f');
  });

  it('may be the place that another file has left', () => {
    const moved = withFilePath(album, null, 0, 'album/z');
    expect(renamedPaths(album, withFilePath(album, moved, 1, 'album/a')).slice(0, 2)).toEqual([
      'album/z',
      'album/a',
    ]);
  });

  it('may be its own in other letters', () => {
    expect(renamedPaths(album, withFilePath(album, null, 0, 'album/A'))[0]).toBe('album/A');
  });

  it.each([
    ['another file', 0, 'album/b/c', 'path-conflict'],
    ['another file in other letters', 0, 'album/B/C', 'path-conflict'],
    ['another file in another normal form', 1, 'album/a/\u00e9', 'path-conflict'],
    ['a folder of another file', 0, 'album/b', 'path-conflict'],
    ['below another file', 1, 'album/a/c', 'path-conflict'],
    ['outside of the root', 0, 'other/a', 'invalid-argument'],
    ['the root itself', 0, 'album', 'invalid-argument'],
    ['upwards', 0, '../album/a', null],
    ['of padding', 2, 'album/x', 'invalid-argument'],
    ['of no file', 3, 'album/x', 'invalid-argument'],
  ])('%s is refused or made safe', (_what, index, path, code) => {
    expect(codeOf(() => withFilePath(album, null, index, path))).toBe(code);
  });
});

describe('names that were recorded', () => {
  it('are made safe again when they are taken', () => {
    const files = [{ index: 0, path: 'album/../../etc/passwd' }];
    const renames = checkedRenames(album, { name: null, files });
    expect(renamedPaths(album, renames)[0]).toBe('album/etc/passwd');
  });

  it('of files that there are not are left out', () => {
    expect(
      checkedRenames(album, { name: null, files: [{ index: 9, path: 'album/x' }] }),
    ).toBeNull();
  });
});
