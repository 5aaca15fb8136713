/**
 * How many downloads have each tag, category, tracker and folder. Kept as rows change: a frame of rates costs nothing here,
 * and a change of a row what that row costs. Invariant: a value that no row has is in no map.
 */
import { Service, computed, inject } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from './download-store';

export interface Facets {
  /** By value; the empty text counts those that have none. */
  readonly tag: ReadonlyMap<string, number>;
  readonly category: ReadonlyMap<string, number>;
  readonly tracker: ReadonlyMap<string, number>;
  /** By the folder that they belong into. */
  readonly folder: ReadonlyMap<string, number>;
  /** By who added them; nobody is counted where that is not known. */
  readonly account: ReadonlyMap<string, number>;
}

type FacetName = keyof Facets;
const FACET_NAMES: readonly FacetName[] = ['tag', 'category', 'tracker', 'folder', 'account'];

const VALUES: Record<FacetName, (row: DownloadDto) => readonly string[]> = {
  tag: ({ tags }) => (tags.length > 0 ? tags : ['']),
  category: ({ category }) => [category ?? ''],
  tracker: ({ trackerHosts }) => (trackerHosts.length > 0 ? trackerHosts : ['']),
  folder: ({ directory }) => [directory],
  account: ({ addedBy }) => (addedBy === null ? [] : [addedBy]),
};

@Service()
export class FacetCounts {
  private readonly store = inject(DownloadStore);
  private readonly changes = this.store.follow();
  /** Rows as they are counted. */
  private readonly counted = new Map<string, DownloadDto>();
  private counts = emptyFacets();

  /** The same object until one of the counts is another. */
  readonly facets = computed<Facets>(() => {
    this.store.structure();
    this.update();
    return this.counts;
  });

  private update(): void {
    const { isReset, touched } = this.changes.take();
    const tally = new Tally(isReset ? emptyFacets() : this.counts);
    if (isReset) this.recountAll(tally);
    else for (const id of touched) this.recount(id, tally);
    this.counts = tally.result();
  }

  private recountAll(tally: Tally): void {
    this.counted.clear();
    for (const row of this.store.all()) {
      this.counted.set(row.id, row);
      tally.move(undefined, row);
    }
  }

  private recount(id: string, tally: Tally): void {
    const row = this.store.peek(id);
    tally.move(this.counted.get(id), row);
    if (row) this.counted.set(id, row);
    else this.counted.delete(id);
  }
}

function emptyFacets(): Facets {
  return {
    tag: new Map(),
    category: new Map(),
    tracker: new Map(),
    folder: new Map(),
    account: new Map(),
  };
}

/** Counts on a copy of those maps that change. */
class Tally {
  private readonly before: Facets;
  private readonly changed: Partial<Record<FacetName, Map<string, number>>> = {};

  constructor(before: Facets) {
    this.before = before;
  }

  move(from: DownloadDto | undefined, to: DownloadDto | undefined): void {
    for (const name of FACET_NAMES) {
      const [old, now] = [from ? VALUES[name](from) : [], to ? VALUES[name](to) : []];
      if (old.length === now.length && old.every((value, place) => value === now[place])) continue;
      for (const value of old) this.add(name, value, -1);
      for (const value of now) this.add(name, value, 1);
    }
  }

  result(): Facets {
    return Object.keys(this.changed).length === 0
      ? this.before
      : { ...this.before, ...this.changed };
  }

  private add(name: FacetName, value: string, by: number): void {
    const counts = (this.changed[name] ??= new Map(this.before[name]));
    const count = (counts.get(value) ?? 0) + by;
    if (count === 0) counts.delete(value);
    else counts.set(value, count);
  }
}
