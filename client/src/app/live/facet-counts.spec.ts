import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildDownload } from '../testing/downloads';
import { DownloadStore } from './download-store';
import { FacetCounts } from './facet-counts';
import { SCHEDULE_FRAME } from './frame-scheduler';

describe('the counts of tags, categories, trackers and folders', () => {
  let store: DownloadStore;
  let counts: FacetCounts;
  const of = (facet: 'tag' | 'category' | 'tracker' | 'folder') =>
    Object.fromEntries(counts.facets()[facet]);

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [{ provide: SCHEDULE_FRAME, useValue: (callback: () => void) => callback() }],
    });
    store = TestBed.inject(DownloadStore);
    counts = TestBed.inject(FacetCounts);
    store.replaceAll([
      buildDownload(1, { tags: ['a', 'b'], category: 'films', trackerHosts: ['t.example'] }),
      buildDownload(2, { tags: ['a'] }),
    ]);
  });

  it('tell how many have each, and how many have none', () => {
    expect(of('tag')).toEqual({ a: 2, b: 1 });
    expect(of('category')).toEqual({ films: 1, '': 1 });
    expect(of('tracker')).toEqual({ 't.example': 1, '': 1 });
    expect(of('folder')).toEqual({ '/downloads': 2 });
  });

  it('follow what is added, changed and removed, and forget what nobody has any more', () => {
    counts.facets();
    store.put(buildDownload(3, { tags: ['c'], directory: '/other' }));
    store.patch(buildDownload(1).id, { tags: ['a'], category: null });
    expect(of('tag')).toEqual({ a: 2, c: 1 });
    expect(of('category')).toEqual({ '': 3 });
    store.remove(buildDownload(3).id);
    expect(of('tag')).toEqual({ a: 2 });
    expect(of('folder')).toEqual({ '/downloads': 2 });
    store.replaceAll([]);
    expect(of('tag')).toEqual({});
  });

  it('are the same object after a frame of rates, and where another thing of a row changed', () => {
    const before = counts.facets();
    store.applyProgress([{ id: buildDownload(1).id, downloadRate: 5 }]);
    expect(counts.facets()).toBe(before);
    store.patch(buildDownload(1).id, { name: 'other' });
    expect(counts.facets()).toBe(before);
  });
});
