import { describe, expect, it } from 'vitest';
import { useOf } from './volume-use.ts';

const download = (
  directory: string,
  completedBytes: number,
  stagingDirectory: string | null = null,
) => ({
  directory,
  stagingDirectory,
  completedBytes,
});

describe('what folders hold', () => {
  it('is counted once for each download, in the innermost folder that it lies in', () => {
    const downloads = [
      download('/data', 1),
      download('/data/films/new', 10),
      download('/data-private', 100),
      download('/data/films', 1000),
    ];
    expect(useOf(['/data', '/data/films', '/mnt'], downloads)).toEqual([
      { downloads: 1, usedBytes: 1 },
      { downloads: 2, usedBytes: 1010 },
      { downloads: 0, usedBytes: 0 },
    ]);
  });

  it('is where a download lies until it is complete', () => {
    const downloads = [download('/data', 5, '/incomplete')];
    expect(useOf(['/data', '/incomplete'], downloads)).toEqual([
      { downloads: 0, usedBytes: 0 },
      { downloads: 1, usedBytes: 5 },
    ]);
  });
});
