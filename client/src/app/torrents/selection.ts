/**
 * Which downloads are selected, and which one the keyboard stands on. Ranges run from the anchor, as in a
 * file manager. Ids that left the list fall out of `selected`, so an action never reaches what is not shown.
 */
import { Service, computed, inject, signal } from '@angular/core';
import { ListView } from './list-view';

@Service()
export class Selection {
  private readonly view = inject(ListView);
  private readonly chosen = signal<ReadonlySet<string>>(new Set());
  private readonly activeSignal = signal<string | null>(null);
  private anchor: string | null = null;

  /** The row that the keyboard stands on; null where it is not in view. */
  readonly active = computed(() => {
    const id = this.activeSignal();
    return id !== null && this.view.places().has(id) ? id : null;
  });

  readonly selected = computed<ReadonlySet<string>>(() => {
    const chosen = this.chosen();
    if (chosen.size === 0) return chosen;
    const places = this.view.places();
    return new Set([...chosen].filter((id) => places.has(id)));
  });

  /** Selects this row alone. */
  only(id: string): void {
    this.anchor = id;
    this.activeSignal.set(id);
    this.chosen.set(new Set([id]));
  }

  toggle(id: string): void {
    this.anchor = id;
    this.activeSignal.set(id);
    this.chosen.update((chosen) => {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }

  /** Selects from the anchor to this row. */
  extendTo(id: string): void {
    const places = this.view.places();
    const end = places.get(id);
    if (end === undefined) return;
    const start = (this.anchor === null ? undefined : places.get(this.anchor)) ?? end;
    this.activeSignal.set(id);
    this.chosen.set(new Set(this.view.ids().slice(Math.min(start, end), Math.max(start, end) + 1)));
  }

  /** Moves the keyboard's row by `rows`, within the list; returns its place, or -1 in an empty list. */
  move(rows: number, extend: boolean): number {
    const ids = this.view.ids();
    if (ids.length === 0) return -1;
    const active = this.active();
    const from = active === null ? -1 : (this.view.places().get(active) ?? -1);
    const target = from < 0 && rows > 0 ? rows - 1 : Math.max(from, 0) + rows;
    const place = Math.min(ids.length - 1, Math.max(0, target));
    const id = ids[place];
    if (id === undefined) return -1;
    if (extend) this.extendTo(id);
    else this.only(id);
    return place;
  }

  selectAll(): void {
    this.chosen.set(new Set(this.view.ids()));
  }

  clear(): void {
    this.chosen.set(new Set());
    this.anchor = null;
  }
}
