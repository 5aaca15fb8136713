import { describe, expect, it } from 'vitest';
import { buildDownload } from '../testing/downloads';
import { ratioOf, sortSums, sumsBy } from './download-sums';

const ROWS = [
  buildDownload(1, {
    category: 'films',
    tags: ['a', 'b'],
    uploadedBytes: 100,
    downloadedBytes: 50,
  }),
  buildDownload(2, { category: 'films', tags: ['b'], uploadedBytes: 1, downloadedBytes: 50 }),
  buildDownload(3, { category: null, tags: [], uploadedBytes: 9, downloadedBytes: 0 }),
];
const byCategory = () => sumsBy(ROWS, ({ category }) => (category === null ? [] : [category]));

describe('sums of downloads', () => {
  it('add up those with the same key, and those with none', () => {
    expect(byCategory()).toEqual([
      { key: 'films', downloads: 2, totalBytes: 2000, downloadedBytes: 100, uploadedBytes: 101 },
      { key: '', downloads: 1, totalBytes: 1000, downloadedBytes: 0, uploadedBytes: 9 },
    ]);
  });

  it('count a download at each of its keys', () => {
    const sums = sumsBy(ROWS, ({ tags }) => tags);
    expect(sums.map(({ key, downloads }) => [key, downloads])).toEqual([
      ['a', 1],
      ['b', 2],
      ['', 1],
    ]);
  });

  it('have no ratio where nothing was downloaded, and come last by it', () => {
    expect(byCategory().map(ratioOf)).toEqual([1.01, null]);
    expect(sortSums(byCategory().toReversed(), 'ratio').map(({ key }) => key)).toEqual([
      'films',
      '',
    ]);
  });

  it('stand by name upwards, by figures downwards', () => {
    expect(sortSums(byCategory(), 'key').map(({ key }) => key)).toEqual(['', 'films']);
    expect(sortSums(byCategory(), 'uploadedBytes').map(({ key }) => key)).toEqual(['films', '']);
  });
});
