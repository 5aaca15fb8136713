/**
 * What the list shows: the ids that follow from its order and from the question (`list-query.ts`). The order is brought up to
 * date when the list's structure, the question or the sort changes, and every two seconds where rates move what it is
 * sorted or filtered by. Invariant: while it is held (the pointer is on the rows, a menu is open) no row changes its place
 * by itself: rows that are removed go, new ones come, all else waits, and `isStale` says that it does.
 */
import { DestroyRef, Service, computed, inject, linkedSignal, signal } from '@angular/core';
import { DownloadStore } from '../live/download-store';
import { rememberedValue } from '../ui/preference';
import { ListQuery } from './list-query';
import {
  type Direction,
  type ListSort,
  SORTS,
  type SortField,
  comparatorOf,
  parseSorts,
  withSort,
} from './list-sorts';
import { type Question, RowOrder, heldOrder, isSame } from './row-order';

export type { ListSort } from './list-sorts';

const REORDER_INTERVAL_MS = 2000;

/** What keeps the rows where they are. */
export type HoldReason = 'pointer' | 'focus' | 'menu';

@Service()
export class ListView {
  private readonly store = inject(DownloadStore);
  private readonly query = inject(ListQuery);
  private readonly changes = this.store.follow();
  private readonly order = new RowOrder(this.store);
  private readonly kept = rememberedValue('sorts', parseSorts);
  /** Moves when rows may have changed places by what moves. */
  private readonly drift = signal(0);
  private lastRevision = -1;
  private readonly holds = signal<ReadonlySet<HoldReason>>(new Set());
  private readonly isHeld = computed(() => this.holds().size > 0);
  /** Moves when the user wants the true order though it is held. */
  private readonly asked = signal(0);

  /** What it is sorted by; the first key counts most. Never empty. */
  readonly sorts = this.kept.value.asReadonly();
  /** The first key. */
  readonly sorting = computed<ListSort>(() => this.sorts()[0]!);

  private readonly compare = computed(() => comparatorOf(this.sorts()));
  private readonly question = computed<Question & { asked: number }>(() => ({
    compare: this.compare(),
    matches: this.query.matches(),
    asked: this.asked(),
  }));

  private readonly current = computed(() => {
    this.store.structure();
    this.drift();
    return this.order.update(this.changes.take(), this.question());
  });

  private readonly shown = linkedSignal<Source, readonly string[]>({
    source: () => ({
      current: this.current(),
      question: this.question(),
      isHeld: this.isHeld(),
      structure: this.store.structure(),
    }),
    computation: ({ current, question, isHeld }, previous) => {
      const arrivals = this.order.takeArrivals();
      if (!isHeld || !previous || previous.source.question !== question) return current;
      const isThere = (id: string) => this.store.peek(id) !== undefined;
      return heldOrder(previous.value, current, { isThere, arrivals });
    },
  });

  /** Ids in view, in the order shown. */
  readonly ids = this.shown.asReadonly();

  /** Whether the order shown is held, and no longer the true one. */
  readonly isStale = computed(() => this.isHeld() && !isSame(this.ids(), this.current()));

  /** Whether rows stay where they are beside each other, until one comes or goes. */
  readonly isSteady = computed(
    () => this.isHeld() || !this.sorts().some(({ field }) => SORTS[field].moves),
  );

  /** Place of each id in view. */
  readonly places = computed(() => new Map(this.ids().map((id, index) => [id, index])));

  constructor() {
    const timer = setInterval(() => this.followDrift(), REORDER_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** Sorts by a field alone, the way that suits it; asked again, the other way round. */
  sortBy(field: SortField): void {
    const first = this.sorting();
    this.setSorts(withSort(first.field === field ? [first] : [], field));
  }

  /** Sorts by a field where all before it is equal; asked again, the other way round. */
  thenBy(field: SortField): void {
    this.setSorts(withSort(this.sorts(), field));
  }

  setSort(sort: ListSort): void {
    this.setSorts([sort]);
  }

  /** None is what it is sorted by at first. */
  setSorts(sorts: readonly ListSort[]): void {
    this.kept.keep(parseSorts(sorts));
  }

  /** Which key it is, from 1, and which way it goes; null where it is none. */
  sortOf(field: SortField): { place: number; direction: Direction } | null {
    const place = this.sorts().findIndex((sort) => sort.field === field);
    const sort = this.sorts()[place];
    return sort ? { place: place + 1, direction: sort.direction } : null;
  }

  /** Keeps moving rows where they are while the pointer is on them or a menu is open. */
  hold(isHeld: boolean, reason: HoldReason = 'menu'): void {
    if (this.holds().has(reason) === isHeld) return;
    this.holds.update((holds) => {
      const next = new Set(holds);
      if (isHeld) next.add(reason);
      else next.delete(reason);
      return next;
    });
  }

  /** Shows the true order once, though it is held. */
  showCurrent(): void {
    this.asked.update((asked) => asked + 1);
  }

  private followDrift(): void {
    const moves = this.sorts().some(({ field }) => SORTS[field].moves);
    const revision = this.store.revision();
    if ((!moves && !this.query.movesWithRates()) || revision === this.lastRevision) return;
    this.lastRevision = revision;
    this.drift.update((drift) => drift + 1);
  }
}

interface Source {
  current: readonly string[];
  question: Question;
  isHeld: boolean;
  structure: number;
}
