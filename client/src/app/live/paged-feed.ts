/**
 * A list by pages, the newest first, that grows at both ends: older pages when they are asked for, newer entries when they
 * come. Invariant: entries are without gaps from the newest that was read; where more came than a page holds the list begins
 * anew. Entries have ids that rise.
 */
import { DestroyRef, type Signal, effect, inject, signal, untracked } from '@angular/core';
import { type Failure, describeFailure } from '../api/failure';
import { LiveSync } from './live-sync';

export interface Page<E> {
  entries: E[];
  nextCursor: string | null;
}

export interface PagedFeed<E> {
  /** Null until they were read once. */
  readonly entries: Signal<readonly E[] | null>;
  readonly failure: Signal<Failure | null>;
  readonly hasMore: Signal<boolean>;
  readonly isLoading: Signal<boolean>;
  /** From the beginning. */
  reload(): Promise<void>;
  /** What came since. */
  refresh(): Promise<void>;
  /** The page behind. */
  more(): Promise<void>;
}

export interface PagedFeedOptions<Q, E> {
  /** What is asked for. Read in a reactive context. */
  what: () => Q;
  load: (what: Q, cursor: string | null) => Promise<Page<E>>;
}

/** Call it where `inject` may be called. */
export function pagedFeed<Q, E extends { id: string }>({
  what,
  load,
}: PagedFeedOptions<Q, E>): PagedFeed<E> {
  const sync = inject(LiveSync);
  const entries = signal<readonly E[] | null>(null);
  const failure = signal<Failure | null>(null);
  const cursor = signal<string | null>(null);
  const hasMore = signal(false);
  const isLoading = signal(false);
  let run = 0;

  const read = async (from: string | null, take: (page: Page<E>) => void): Promise<void> => {
    const current = run;
    isLoading.set(true);
    try {
      const page = await load(untracked(what), from);
      if (current !== run) return;
      take(page);
      failure.set(null);
    } catch (error) {
      if (current === run) failure.set(describeFailure(error));
    } finally {
      if (current === run) isLoading.set(false);
    }
  };

  const takeAnew = (page: Page<E>) => {
    entries.set(page.entries);
    cursor.set(page.nextCursor);
    hasMore.set(page.nextCursor !== null);
  };
  const takeNewer = (page: Page<E>) => {
    const known = entries();
    const newest = known?.[0];
    if (!known || !newest) return takeAnew(page);
    const fresh = page.entries.filter(({ id }) => Number(id) > Number(newest.id));
    const isGap = fresh.length === page.entries.length && page.nextCursor !== null;
    if (isGap) takeAnew(page);
    else if (fresh.length > 0) entries.set([...fresh, ...known]);
  };
  const takeOlder = (page: Page<E>) => {
    entries.update((known) => [...(known ?? []), ...page.entries]);
    cursor.set(page.nextCursor);
    hasMore.set(page.nextCursor !== null);
  };
  const reload = () => {
    run += 1;
    return read(null, takeAnew);
  };

  effect(() => {
    what();
    if (sync.connection() !== 'lost') untracked(() => void reload());
  });
  inject(DestroyRef).onDestroy(() => (run += 1));
  return {
    entries: entries.asReadonly(),
    failure: failure.asReadonly(),
    hasMore: hasMore.asReadonly(),
    isLoading: isLoading.asReadonly(),
    reload,
    refresh: () => read(null, takeNewer),
    more: async () => {
      if (cursor() !== null && !isLoading()) await read(cursor(), takeOlder);
    },
  };
}
