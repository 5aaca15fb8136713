/**
 * Beside the list: saved views, and what downloads can be told apart by, with counts. A click shows those alone; with Ctrl
 * others as well, with Alt all but those; the menu of each row says the same in words. One stop of the Tab key: arrows go
 * through the rows. On a phone it is a sheet.
 */
import { A11yModule } from '@angular/cdk/a11y';
import { NgTemplateOutlet } from '@angular/common';
import { Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { DownloadStore } from '../live/download-store';
import { FacetCounts } from '../live/facet-counts';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { formatMessage } from '../ui/message';
import { ListQuery } from './list-query';
import { type FacetState, isChosen, stateOfFacet } from './list-question';
import { ListView } from './list-view';
import { DiskRoom } from './rail/disk-room';
import { RailData } from './rail/rail-data';
import { RailGroups } from './rail/rail-groups';
import type { RailRow } from './rail/rail-rows';
import { RailState } from './rail/rail-state';
import { type SavedView, SavedViews } from './saved-views';

@Component({
  selector: 'shoal-filter-rail',
  imports: [A11yModule, DiskRoom, Icon, MatMenuModule, NgTemplateOutlet],
  providers: [RailGroups],
  host: { '[class.shown]': 'rail.isShown()' },
  templateUrl: './filter-rail.html',
  styleUrl: './filter-rail.css',
})
export class FilterRail {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly list = inject(ListView);
  private readonly store = inject(DownloadStore);
  private readonly railGroups = inject(RailGroups);
  protected readonly query = inject(ListQuery);
  protected readonly views = inject(SavedViews);
  protected readonly rail = inject(RailState);
  protected readonly formatCount = formatCount;
  protected readonly groups = this.railGroups.groups;

  /** The row that the Tab key stops at; the first one until the focus was in the rail. */
  private readonly stop = signal('views');

  protected readonly shownWords = computed(() =>
    formatMessage($localize`{shown} of {all, plural, =1 {1 torrent} other {# torrents}}`, {
      shown: this.list.ids().length,
      all: this.store.counts().all,
    }),
  );

  constructor() {
    // What is counted and asked for lives with the rail.
    inject(FacetCounts);
    inject(RailData);
  }

  protected stopsAt(key: string): number {
    const isThere = this.railGroups.keys().includes(this.stop());
    return key === (isThere ? this.stop() : 'views') ? 0 : -1;
  }

  protected stateOf({ facet, value }: RailRow): FacetState {
    const choice = this.query.question().facets[facet];
    if (facet === 'state' && value === 'all') return isChosen(choice) ? 'off' : 'included';
    return stateOfFacet(choice, value);
  }

  protected choose(event: MouseEvent, { facet, value }: RailRow): void {
    if (facet === 'state' && value === 'all') this.query.clearFacet('state');
    else if (event.altKey) this.query.toggle(facet, value, 'excluded');
    else if (event.ctrlKey || event.metaKey || event.shiftKey) {
      this.query.toggle(facet, value, 'included');
    } else this.query.showOnly(facet, value);
  }

  protected showView(view: SavedView): void {
    if (this.views.current() === view) this.query.clear();
    else this.views.show(view);
  }

  protected twist({ value }: RailRow): void {
    const name = `category ${value}`;
    this.rail.fold(name, !this.rail.isFolded(name));
  }

  protected showAllOf(group: string): void {
    this.railGroups.showAllOf(group);
  }

  protected titleOf(row: RailRow): string | null {
    if (row.facet === 'tracker' && row.value !== '') return healthTitle(row);
    return row.facet === 'folder' || row.facet === 'category' ? row.value || null : null;
  }

  protected healthWords(row: RailRow): string {
    const words =
      row.health === 'failing'
        ? $localize`does not work`
        : $localize`does not work for some of them`;
    return row.message ? `${words}: ${row.message}` : words;
  }

  protected moreWords(name: string): string {
    return $localize`More about ${name}:a filter or view:`;
  }

  protected belowWords({ value }: RailRow): string {
    return $localize`What is below ${value}:category:`;
  }

  /** The menu key, Shift+F10 and the right button. */
  protected openMenu(event: Event): void {
    event.preventDefault();
    const item = (event.currentTarget as HTMLElement).closest('.item');
    item?.querySelector<HTMLElement>('.more')?.click();
  }

  protected closeSheet(event: Event): void {
    event.stopPropagation();
    this.rail.closeSheet();
  }

  protected noteFocus(event: FocusEvent): void {
    const key = (event.target as HTMLElement).dataset['key'];
    if (key !== undefined) this.stop.set(key);
  }

  protected keyDown(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const key = target.dataset['key'];
    if (key === undefined) return;
    if (this.act(event, target, key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Whether the key means something here. */
  private act(event: KeyboardEvent, target: HTMLElement, key: string): boolean {
    const view = this.views.all().find(({ name }) => key === `views ${name}`);
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        const by = event.key === 'ArrowDown' ? 1 : -1;
        if (!event.altKey) return this.focusBy(target, by);
        if (view) this.views.move(view, by);
        return view !== undefined;
      }
      case 'Home':
        return this.focusAt(0);
      case 'End':
        return this.focusAt(-1);
      case 'ArrowLeft':
      case 'ArrowRight':
        return this.foldBy(key, event.key === 'ArrowLeft');
      case 'Enter':
        if (!event.ctrlKey && !event.altKey && !event.metaKey) return false;
        // A click that has what the key had: browsers leave it out.
        target.dispatchEvent(new MouseEvent('click', { ...modifiersOf(event), bubbles: true }));
        return true;
      default:
        return false;
    }
  }

  private foldBy(key: string, isFolded: boolean): boolean {
    const isGroup = this.groups().some(({ name }) => name === key);
    const row = this.railGroups.rowOf(key);
    if (!isGroup && !row?.hasChildren) return false;
    this.rail.fold(isGroup ? key : `category ${row!.value}`, isFolded);
    return true;
  }

  private focusBy(target: HTMLElement, by: 1 | -1): boolean {
    const stops = this.stops();
    stops[stops.indexOf(target) + by]?.focus();
    return true;
  }

  private focusAt(place: 0 | -1): boolean {
    this.stops().at(place)?.focus();
    return true;
  }

  private stops(): HTMLElement[] {
    return [...this.element.nativeElement.querySelectorAll<HTMLElement>('[data-key]')];
  }
}

function healthTitle({ value, health, message }: RailRow): string {
  if (health === 'working') return $localize`${value}:tracker:: works`;
  if (health === 'unknown') return $localize`${value}:tracker:: not asked`;
  return message ? `${value}: ${message}` : value;
}

function modifiersOf({ ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): MouseEventInit {
  return { ctrlKey, altKey, metaKey, shiftKey };
}
