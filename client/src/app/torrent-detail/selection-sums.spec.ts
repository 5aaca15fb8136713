import { describe, expect, it } from 'vitest';
import { buildDownload } from '../testing/downloads';
import { shared, sumUp } from './selection-sums';

describe('the sums of several downloads', () => {
  it('add up bytes and rates, and weigh progress and ratio by bytes', () => {
    const sums = sumUp([
      buildDownload(1, {
        wantedBytes: 100,
        completedBytes: 100,
        downloadRate: 5,
        state: 'seeding',
      }),
      buildDownload(2, { wantedBytes: 300, completedBytes: 0, uploadedBytes: 900 }),
      buildDownload(3, { wantedBytes: 0, completedBytes: 0, downloadedBytes: 0, uploadedBytes: 0 }),
    ]);
    expect(sums).toMatchObject({ count: 3, progress: 0.25, downloadRate: 5, ratio: 1 });
    expect([...sums.states]).toEqual([
      ['seeding', 1],
      ['downloading', 2],
    ]);
  });

  it('are complete when the last is, and say no time where one cannot say', () => {
    const rows = [buildDownload(1, { etaSeconds: 60 }), buildDownload(2, { etaSeconds: 600 })];
    expect(sumUp(rows).etaSeconds).toBe(600);
    expect(sumUp([...rows, buildDownload(3)]).etaSeconds).toBeNull();
    expect(sumUp([buildDownload(4, { state: 'seeding' })]).etaSeconds).toBeNull();
  });

  it('share a value, or differ', () => {
    const rows = [buildDownload(1, { tags: ['a'] }), buildDownload(2, { tags: ['a'] })];
    expect(shared(rows, (row) => row.tags)).toEqual({ kind: 'same', value: ['a'] });
    expect(shared(rows, (row) => row.name)).toEqual({ kind: 'mixed', values: 2 });
    expect(shared([], (row) => row.name)).toBeNull();
    expect(shared(rows, (row) => row.category)).toEqual({ kind: 'same', value: null });
  });
});
