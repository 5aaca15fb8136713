import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { LiveSync } from './live-sync';
import { type Page, type PagedFeed, pagedFeed } from './paged-feed';

const PAGE = 2;
const connection = signal<'online' | 'lost'>('online');
const kind = signal('all');
let kept: { id: string }[];

/** As the server pages: the newest first, those below the cursor. */
function load(_what: string, cursor: string | null): Promise<Page<{ id: string }>> {
  const below = kept.filter(({ id }) => cursor === null || Number(id) < Number(cursor));
  const entries = below.slice(0, PAGE);
  const last = entries.at(-1)?.id ?? null;
  return Promise.resolve({ entries, nextCursor: below.length > PAGE ? last : null });
}

@Component({ template: '' })
class Host {
  readonly feed: PagedFeed<{ id: string }> = pagedFeed({ what: kind, load });
}

const numbered = (...ids: number[]) => ids.map((id) => ({ id: String(id) }));

describe('a feed by pages', () => {
  let feed: PagedFeed<{ id: string }>;
  const ids = () => feed.entries()?.map(({ id }) => Number(id));

  beforeEach(async () => {
    kept = numbered(5, 4, 3, 2, 1);
    connection.set('online');
    kind.set('all');
    TestBed.configureTestingModule({
      providers: [{ provide: LiveSync, useValue: { connection } }],
    });
    const fixture = TestBed.createComponent(Host);
    await fixture.whenStable();
    ({ feed } = fixture.componentInstance);
  });

  it('shows the newest, and older pages when they are asked for', async () => {
    expect(ids()).toEqual([5, 4]);
    await feed.more();
    await feed.more();
    expect(ids()).toEqual([5, 4, 3, 2, 1]);
    expect(feed.hasMore()).toBe(false);
  });

  it('puts what came since before what was there', async () => {
    await feed.more();
    kept = [...numbered(6), ...kept];
    await feed.refresh();
    expect(ids()).toEqual([6, 5, 4, 3, 2]);
  });

  it('begins anew where more came than a page holds, so that there is no gap', async () => {
    kept = [...numbered(9, 8, 7, 6), ...kept];
    await feed.refresh();
    expect(ids()).toEqual([9, 8]);
    await feed.more();
    expect(ids()).toEqual([9, 8, 7, 6]);
  });

  it('begins anew when something else is asked for', async () => {
    await feed.more();
    kind.set('added');
    kept = numbered(3);
    TestBed.tick();
    await Promise.resolve();
    await Promise.resolve();
    expect(ids()).toEqual([3]);
  });
});
