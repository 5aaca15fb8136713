/**
 * The list itself: a grid of rows or cards, on a phone a list of cards, of which only those on screen exist. Focus stays on
 * the grid and `aria-activedescendant` names the row, so that scrolling a row away never loses the focus.
 */
import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import {
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import { LiveSync } from '../live/live-sync';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { KeptScroll } from '../ui/kept-scroll';
import { Screen } from '../ui/screen';
import { ColumnChoice } from './column-choice';
import { DownloadActions } from './download-actions';
import { ListView } from './list-view';
import { Selection } from './selection';
import { TorrentCard } from './torrent-card';
import { TorrentHeader } from './torrent-header';
import { TorrentRow } from './torrent-row';

const HEADER_HEIGHT_PX = 32;

export interface MenuRequest {
  id: string;
  /** Where the menu opens, in the window. */
  x: number;
  y: number;
  /** What gets the focus back. */
  origin: HTMLElement | null;
}

@Component({
  selector: 'shoal-torrent-list',
  imports: [Icon, KeptScroll, ScrollingModule, TorrentCard, TorrentHeader, TorrentRow],
  host: {
    '[class.wide]': 'isTable() && choice.isWide()',
    '[style.--columns]': 'choice.template()',
    '[style.--table-width.px]': 'isTable() ? choice.tableWidth() : null',
    '[style.--row-height.px]': 'choice.rowHeight()',
    '[class.frozen]': 'choice.isWide() && choice.isNameFrozen()',
    '(pointerenter)': 'holdFor($event, true)',
    '(pointerleave)': 'holdFor($event, false)',
  },
  templateUrl: './torrent-list.html',
  styleUrl: './torrent-list.css',
})
export class TorrentList {
  protected readonly choice = inject(ColumnChoice);
  protected readonly view = inject(ListView);
  protected readonly selection = inject(Selection);
  protected readonly sync = inject(LiveSync);
  private readonly actions = inject(DownloadActions);
  private readonly screen = inject(Screen);
  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly viewport = viewChild(CdkVirtualScrollViewport);
  private idsBefore: readonly string[] = [];

  readonly menuRequested = output<MenuRequest>();

  protected readonly isPhone = this.screen.isPhone;
  protected readonly isTable = computed(() => this.choice.density() !== 'cards');
  /** Rows of the header. */
  protected readonly firstRow = computed(() => (this.isTable() ? 1 : 0));
  protected readonly activeRowId = computed(() => {
    const id = this.selection.active();
    return id === null ? null : `row-${id}`;
  });
  protected readonly count = formatCount;
  /** By place: rows that change theirs are written anew where they stand, and nothing is moved in the page. */
  protected readonly trackPlace = (place: number) => place;

  constructor() {
    this.followSize();
    effect(() => {
      const ids = this.view.ids();
      untracked(() => this.stayAtRow(ids));
    });
    inject(DestroyRef).onDestroy(() => {
      this.view.hold(false, 'pointer');
      this.view.hold(false, 'focus');
    });
  }

  protected holdFor(event: PointerEvent, isOver: boolean): void {
    if (event.pointerType === 'mouse') this.view.hold(isOver, 'pointer');
  }

  /** A button of a row that has the focus is of that row until it is left. */
  protected holdForFocus(isInside: boolean): void {
    this.view.hold(isInside, 'focus');
  }

  protected select(event: MouseEvent, id: string): void {
    const adds = event.ctrlKey || event.metaKey;
    if (event.shiftKey) this.selection.extendTo(id, adds);
    else if (adds) this.selection.toggle(id);
    else this.selection.only(id);
  }

  protected open(id: string): void {
    this.actions.openDetails(id);
  }

  /** A tap on a phone opens, or selects while the user selects. */
  protected takeTap(event: MouseEvent, id: string): void {
    if (!this.isPhone()) this.select(event, id);
    else if (this.selection.isSelecting()) this.selection.toggle(id);
    else this.open(id);
  }

  protected openByPointer(id: string): void {
    if (!this.isPhone()) this.open(id);
  }

  protected openMenuAt(button: HTMLElement, id: string): void {
    const box = button.getBoundingClientRect();
    this.menuRequested.emit({ id, x: box.right, y: box.bottom, origin: button });
  }

  protected openMenuAtPointer(event: MouseEvent, id: string): void {
    event.preventDefault();
    // There it is the long press, which selects.
    if (this.isPhone()) return;
    if (!this.selection.selected().has(id)) this.selection.only(id);
    const origin = this.scroller().nativeElement;
    this.menuRequested.emit({ id, x: event.clientX, y: event.clientY, origin });
  }

  protected handleKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller().nativeElement || event.altKey) return;
    const page = Math.max(1, Math.floor(this.bodyHeight() / this.choice.rowHeight()) - 1);
    const steps: Partial<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.moveBy(step, event);
    else if (!this.act(event)) return;
    event.preventDefault();
  }

  private act(event: KeyboardEvent): boolean {
    const active = this.selection.active();
    const adds = event.ctrlKey || event.metaKey;
    if (event.key === 'a' && adds) this.selection.selectAll();
    else if (event.key === ' ' && active && event.shiftKey) this.selection.extendTo(active, adds);
    else if (event.key === ' ' && active) this.selection.toggle(active);
    else if (event.key === 'Enter' && active) this.open(active);
    else if ((event.key === 'ContextMenu' || event.key === 'F10') && active)
      this.openMenuOf(active);
    else return false;
    return true;
  }

  private openMenuOf(id: string): void {
    const row = document.getElementById(`row-${id}`);
    const button = row?.querySelector<HTMLElement>('button[aria-haspopup]');
    if (button) this.openMenuAt(button, id);
  }

  private moveBy(rows: number, { shiftKey, ctrlKey, metaKey }: KeyboardEvent): void {
    const place = this.selection.move(rows, shiftKey, ctrlKey || metaKey);
    if (place >= 0) this.reveal(place);
  }

  /** Scrolls no further than needed to show the row beneath the sticky header. */
  private reveal(place: number): void {
    const scroller = this.scroller().nativeElement;
    const height = this.choice.rowHeight();
    const top = place * height;
    const body = this.bodyHeight();
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + body) scroller.scrollTop = top + height - body;
    this.viewport()?.checkViewportSize();
  }

  private bodyHeight(): number {
    const header = this.isTable() ? HEADER_HEIGHT_PX : 0;
    return this.scroller().nativeElement.clientHeight - header;
  }

  /**
   * Rows that come or go above those in view do not move them, but where the list stands at its top. What is sorted by
   * something that moves is read from the top anyway.
   */
  private stayAtRow(ids: readonly string[]): void {
    const before = this.idsBefore;
    this.idsBefore = ids;
    const scroller = this.scroller().nativeElement;
    if (scroller.scrollTop === 0 || before.length === ids.length || !this.view.isSteady()) return;
    const height = this.choice.rowHeight();
    const first = Math.floor(scroller.scrollTop / height);
    const place = this.view.places().get(before[first] ?? '');
    if (place !== undefined) scroller.scrollTop += (place - first) * height;
  }

  private followSize(): void {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    this.choice.setRoom(host.clientWidth || Infinity);
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      this.choice.setRoom(host.clientWidth || Infinity);
      this.viewport()?.checkViewportSize();
    });
    observer.observe(host);
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }
}
