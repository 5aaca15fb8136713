/**
 * The field that searches the list, with what could be meant as a list below it (combobox). Every keystroke is asked at
 * once. Escape closes the list, then empties the field, then leaves it.
 */
import { Component, type ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { FacetCounts } from '../live/facet-counts';
import { useCommands } from '../ui/commands';
import { Icon } from '../ui/icon';
import { ListQuery } from './list-query';
import { type KnownValues, type Suggestion, suggestions } from './search/search-suggestions';

@Component({
  selector: 'shoal-search-box',
  imports: [Icon],
  templateUrl: './search-box.html',
  styleUrl: './search-box.css',
  host: { '(focusout)': 'closeWhenLeft($event)' },
})
export class SearchBox {
  private readonly counts = inject(FacetCounts);
  protected readonly query = inject(ListQuery);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  protected readonly isOpen = signal(false);
  private readonly caret = signal(0);
  /** Of the list; -1 while the keyboard is in the field. */
  protected readonly active = signal(-1);

  /** Read only while the list is open: counting values by their number is for then. */
  private readonly known = computed<KnownValues>(() => {
    const { tag, category, tracker, folder, account } = this.counts.facets();
    return {
      tag: byNumber(tag),
      category: byNumber(category),
      tracker: byNumber(tracker),
      path: byNumber(folder),
      by: byNumber(account),
    };
  });
  protected readonly offered = computed<readonly Suggestion[]>(() =>
    this.isOpen() ? suggestions(this.query.search(), this.caret(), this.known()) : [],
  );

  constructor() {
    useCommands({
      id: 'search',
      group: 'torrents',
      title: $localize`Search`,
      keys: ['/'],
      run: () => this.focus(),
    });
  }

  protected type(): void {
    const { value, selectionStart } = this.box().nativeElement;
    this.caret.set(selectionStart ?? value.length);
    this.active.set(-1);
    this.isOpen.set(true);
    this.query.setSearch(value);
  }

  /** The cursor went elsewhere in the text. */
  protected follow(): void {
    this.caret.set(this.box().nativeElement.selectionStart ?? 0);
    this.isOpen.set(true);
  }

  protected move(event: Event, by: 1 | -1): void {
    event.preventDefault();
    const count = this.offered().length;
    if (count === 0) return this.follow();
    // One place more than there are: the field itself.
    this.active.update((active) => ((active + 1 + by + count + 1) % (count + 1)) - 1);
  }

  protected accept(event: Event): void {
    const chosen = this.offered()[this.active()];
    event.preventDefault();
    if (chosen) this.take(chosen);
    else this.isOpen.set(false);
  }

  protected take({ text, from, to }: Suggestion): void {
    const { value } = this.box().nativeElement;
    const isWhole = !/[:<>=]$/.test(text);
    const taken = `${value.slice(0, from)}${text}${isWhole ? ' ' : ''}`;
    const next = taken + value.slice(to).trimStart();
    this.query.setSearch(next);
    this.active.set(-1);
    const box = this.box().nativeElement;
    box.value = next;
    box.focus();
    box.setSelectionRange(taken.length, taken.length);
    this.caret.set(taken.length);
    this.isOpen.set(!isWhole);
  }

  protected leave(event: Event): void {
    event.stopPropagation();
    const box = this.box().nativeElement;
    if (this.isOpen()) this.isOpen.set(false);
    else if (box.value) this.empty();
    else box.blur();
  }

  protected empty(): void {
    this.query.setSearch('');
    this.active.set(-1);
    this.box().nativeElement.focus();
  }

  protected closeWhenLeft(event: FocusEvent): void {
    const host = event.currentTarget as HTMLElement;
    if (!host.contains(event.relatedTarget as Node | null)) this.isOpen.set(false);
  }

  private focus(): void {
    const box = this.box().nativeElement;
    box.focus();
    box.select();
  }
}

function byNumber(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([value]) => value);
}
