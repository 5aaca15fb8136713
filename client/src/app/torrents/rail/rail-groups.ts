/** The groups of the rail with the rows that are shown of each, and the keys that the arrows go through. */
import { Injectable, computed, inject, signal } from '@angular/core';
import { DownloadStore } from '../../live/download-store';
import { FacetCounts } from '../../live/facet-counts';
import { facetValueWords } from '../asked-parts';
import { ListQuery } from '../list-query';
import { type Facet, stateOfFacet } from '../list-question';
import { SavedViews } from '../saved-views';
import { RailData } from './rail-data';
import {
  type RailRow,
  categoryRows,
  folderRows,
  stateRows,
  tagRows,
  trackerRows,
} from './rail-rows';
import { RailState } from './rail-state';

export interface RailGroup {
  readonly name: 'views' | Facet;
  readonly title: string;
  readonly rows: readonly RailRow[];
  /** How many are left out until they are asked for. */
  readonly hidden: number;
}

/** Rows of a group before the rest is asked for. */
const MOST_ROWS = 12;

@Injectable()
export class RailGroups {
  private readonly store = inject(DownloadStore);
  private readonly counts = inject(FacetCounts);
  private readonly query = inject(ListQuery);
  private readonly data = inject(RailData);
  private readonly rail = inject(RailState);
  private readonly views = inject(SavedViews);
  private readonly whole = signal<ReadonlySet<string>>(new Set());

  private readonly states = computed(() => {
    const { state } = this.query.question().facets;
    return stateRows(this.store.counts(), (value) => stateOfFacet(state, value) !== 'off');
  });
  private readonly categories = computed(() =>
    categoryRows(
      this.counts.facets().category,
      this.data.categories(),
      facetValueWords('category', ''),
      (path) => this.rail.isFolded(`category ${path}`),
    ),
  );
  private readonly tags = computed(() =>
    tagRows(this.counts.facets().tag, this.data.tags(), facetValueWords('tag', '')),
  );
  private readonly trackers = computed(() =>
    trackerRows(this.counts.facets().tracker, this.data.hosts(), facetValueWords('tracker', '')),
  );
  private readonly folders = computed(() =>
    folderRows(this.counts.facets().folder, this.data.volumes()),
  );

  /** Those that have rows; views and states always. */
  readonly groups = computed<readonly RailGroup[]>(() =>
    [
      { name: 'views' as const, title: $localize`Saved views`, rows: [], hidden: 0 },
      this.group('state', $localize`State`, this.states()),
      this.group('category', $localize`Categories`, this.categories()),
      this.group('tag', $localize`Tags`, this.tags()),
      this.group('tracker', $localize`Trackers`, this.trackers()),
      this.group('folder', $localize`Disks`, this.folders()),
    ].filter(({ name, rows }) => rows.length > 0 || name === 'views'),
  );

  readonly keys = computed(() => this.groups().flatMap((group) => this.keysIn(group)));

  private keysIn({ name, rows, hidden }: RailGroup): string[] {
    if (this.rail.isFolded(name)) return [name];
    const values = rows.map(({ value }) => value);
    if (name === 'views') values.push(...this.views.all().map((view) => view.name));
    if (hidden > 0) values.push('all');
    const keys = values.map((value) => `${name} ${value}`);
    return [name, ...keys];
  }

  rowOf(key: string): RailRow | undefined {
    for (const { name, rows } of this.groups()) {
      const row = rows.find(({ value }) => `${name} ${value}` === key);
      if (row) return row;
    }
    return undefined;
  }

  showAllOf(group: string): void {
    this.whole.update((whole) => new Set([...whole, group]));
  }

  private group(name: Facet, title: string, rows: readonly RailRow[]): RailGroup {
    if (name === 'state' || this.whole().has(name) || rows.length <= MOST_ROWS + 1) {
      return { name, title, rows, hidden: 0 };
    }
    const { include, exclude } = this.query.question().facets[name];
    const isShown = ({ value }: RailRow, place: number) =>
      place < MOST_ROWS || include.includes(value) || exclude.includes(value);
    const shown = rows.filter(isShown);
    return { name, title, rows: shown, hidden: rows.length - shown.length };
  }
}
