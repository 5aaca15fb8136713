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
  private readonly modeSignal = signal(false);
  private anchor: string | null = null;

  /** On a touch screen, where there is no Ctrl: a tap selects instead of opening. */
  readonly isSelecting = this.modeSignal.asReadonly();

  /** The row that the keyboard stands on; null where it is not in view. */
  readonly active = computed(() => {
    const id = this.activeSignal();
    return id !== null && this.view.places().has(id) ? id : null;
  });

  readonly selected = computed<ReadonlySet<string>>(
    () => {
      const chosen = this.chosen();
      if (chosen.size === 0) return chosen;
      const places = this.view.places();
      return new Set([...chosen].filter((id) => places.has(id)));
    },
    { equal: isSameSet },
  );

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

  /** Selects from the anchor to this row; `keep` adds them to what is selected. */
  extendTo(id: string, keep = false): void {
    const places = this.view.places();
    const end = places.get(id);
    if (end === undefined) return;
    const start = (this.anchor === null ? undefined : places.get(this.anchor)) ?? end;
    this.anchor ??= id;
    this.activeSignal.set(id);
    const range = this.view.ids().slice(Math.min(start, end), Math.max(start, end) + 1);
    this.chosen.update((chosen) => new Set(keep ? [...chosen, ...range] : range));
  }

  /**
   * Moves the keyboard's row by `rows`, within the list; returns its place, or -1 in an empty list. It is selected alone,
   * or all up to it, or nothing changes but where the keyboard stands.
   */
  move(rows: number, extend: boolean, keep = false): number {
    const ids = this.view.ids();
    if (ids.length === 0) return -1;
    const active = this.active();
    const from = active === null ? -1 : (this.view.places().get(active) ?? -1);
    const target = from < 0 && rows > 0 ? rows - 1 : Math.max(from, 0) + rows;
    const place = Math.min(ids.length - 1, Math.max(0, target));
    const id = ids[place];
    if (id === undefined) return -1;
    if (extend) this.extendTo(id, keep);
    else if (keep) this.activeSignal.set(id);
    else this.only(id);
    return place;
  }

  /** These and no others. */
  select(ids: readonly string[]): void {
    this.anchor = ids[0] ?? null;
    this.activeSignal.set(this.anchor);
    this.chosen.set(new Set(ids));
  }

  selectAll(): void {
    this.chosen.set(new Set(this.view.ids()));
  }

  /** From now on a tap selects; `id` is the first. */
  startSelecting(id?: string): void {
    this.modeSignal.set(true);
    if (id !== undefined && !this.selected().has(id)) this.toggle(id);
  }

  clear(): void {
    this.modeSignal.set(false);
    this.chosen.set(new Set());
    this.anchor = null;
  }
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
