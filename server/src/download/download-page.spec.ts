import { describe, expect, it } from 'vitest';
import type { DownloadDto } from '@shared/dto/download.js';
import { pageOf } from './download-page.ts';

const download = (fields: Partial<DownloadDto>): DownloadDto =>
  ({
    id: 'a',
    name: 'a',
    state: 'seeding',
    ratio: 1,
    addedAt: '2026-01-01',
    ...fields,
  }) as DownloadDto;

const idsOf = (downloads: DownloadDto[], query: Parameters<typeof pageOf>[1]): string[] =>
  pageOf(downloads, query).items.map(({ id }) => id);

describe('pageOf', () => {
  it('puts what has no value last in both directions', () => {
    const downloads = [
      download({ id: 'none', ratio: null }),
      download({ id: 'two', ratio: 2 }),
      download({ id: 'one', ratio: 1 }),
    ];
    expect(idsOf(downloads, { sort: 'ratio' })).toEqual(['one', 'two', 'none']);
    expect(idsOf(downloads, { sort: 'ratio', order: 'desc' })).toEqual(['two', 'one', 'none']);
  });

  it('keeps the order of adding among equals, so that pages do not overlap', () => {
    const downloads = [
      download({ id: 'c', addedAt: '2026-01-03' }),
      download({ id: 'b', addedAt: '2026-01-02' }),
      download({ id: 'a', addedAt: '2026-01-02' }),
    ];
    expect(idsOf(downloads, { sort: 'state' })).toEqual(['a', 'b', 'c']);
    expect(idsOf(downloads, { sort: 'state', order: 'desc', limit: 1, offset: 1 })).toEqual(['b']);
  });

  it('sorts ten thousand in well under a second', () => {
    const downloads = Array.from({ length: 10_000 }, (_, index) =>
      download({ id: String(index), name: `Download ${(index * 7919) % 10_000}` }),
    );
    const started = performance.now();
    expect(pageOf(downloads, { sort: 'name', limit: 10 }).total).toBe(10_000);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
