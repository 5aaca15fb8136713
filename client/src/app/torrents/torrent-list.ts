/**
 * The list itself: a grid of rows, or cards on a phone, of which only those on screen exist. Focus stays on
 * the grid and `aria-activedescendant` names the row, so that scrolling a row away never loses the focus.
 */
import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import type { ElementRef } from '@angular/core';
import { Component, computed, inject, output, viewChild } from '@angular/core';
import { Screen } from '../ui/screen';
import { DownloadActions } from './download-actions';
import { ListView } from './list-view';
import { SORTS, type SortField } from './list-sorts';
import { Selection } from './selection';
import { TorrentCard } from './torrent-card';
import { TorrentRow } from './torrent-row';

const ROW_HEIGHT_PX = 36;
const HEADER_HEIGHT_PX = 32;
const CARD_HEIGHT_PX = 92;

export interface MenuRequest {
  id: string;
  /** Where the menu opens, in the window. */
  x: number;
  y: number;
  /** What gets the focus back. */
  origin: HTMLElement | null;
}

interface Column {
  field: SortField;
  css: string;
  word: string;
}

@Component({
  selector: 'shoal-torrent-list',
  imports: [ScrollingModule, TorrentCard, TorrentRow],
  templateUrl: './torrent-list.html',
  styleUrls: ['./torrent-columns.css', './torrent-list.css'],
})
export class TorrentList {
  protected readonly view = inject(ListView);
  protected readonly selection = inject(Selection);
  protected readonly screen = inject(Screen);
  private readonly actions = inject(DownloadActions);
  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly viewport = viewChild(CdkVirtualScrollViewport);

  readonly menuRequested = output<MenuRequest>();

  protected readonly rowHeight = ROW_HEIGHT_PX;
  protected readonly cardHeight = CARD_HEIGHT_PX;
  protected readonly columns: Column[] = [
    { field: 'state', css: 'state', word: SORTS.state.word },
    { field: 'name', css: 'name', word: SORTS.name.word },
    { field: 'progress', css: 'progress', word: SORTS.progress.word },
    { field: 'totalBytes', css: 'size number', word: SORTS.totalBytes.word },
    { field: 'downloadRate', css: 'down number', word: SORTS.downloadRate.word },
    { field: 'uploadRate', css: 'up number', word: SORTS.uploadRate.word },
    { field: 'etaSeconds', css: 'eta number', word: 'ETA' },
    { field: 'ratio', css: 'ratio number', word: SORTS.ratio.word },
    { field: 'peers', css: 'peers number', word: 'Peers' },
    { field: 'addedAt', css: 'added number', word: SORTS.addedAt.word },
  ];
  protected readonly activeRowId = computed(() => {
    const id = this.selection.active();
    return id === null ? null : `row-${id}`;
  });
  protected readonly isAllSelected = computed(
    () => this.view.ids().length > 0 && this.selection.selected().size === this.view.ids().length,
  );

  protected readonly trackId = (_place: number, id: string) => id;

  protected ariaSort(field: SortField): 'ascending' | 'descending' | 'none' {
    const sort = this.view.sorting();
    if (sort.field !== field) return 'none';
    return sort.direction === 'asc' ? 'ascending' : 'descending';
  }

  protected toggleAll(): void {
    if (this.selection.selected().size > 0) this.selection.clear();
    else this.selection.selectAll();
  }

  protected select(event: MouseEvent, id: string): void {
    if (event.shiftKey) this.selection.extendTo(id);
    else if (event.ctrlKey || event.metaKey) this.selection.toggle(id);
    else this.selection.only(id);
  }

  protected open(id: string): void {
    this.actions.openDetails(id);
  }

  protected openMenuAt(button: HTMLElement, id: string): void {
    const box = button.getBoundingClientRect();
    this.menuRequested.emit({ id, x: box.right, y: box.bottom, origin: button });
  }

  protected openMenuAtPointer(event: MouseEvent, id: string): void {
    event.preventDefault();
    if (!this.selection.selected().has(id)) this.selection.only(id);
    const origin = this.scroller()?.nativeElement ?? null;
    this.menuRequested.emit({ id, x: event.clientX, y: event.clientY, origin });
  }

  protected handleKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller()?.nativeElement || event.altKey) return;
    const page = Math.max(1, Math.floor(this.bodyHeight() / ROW_HEIGHT_PX) - 1);
    const steps: Partial<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.moveBy(step, event.shiftKey);
    else if (!this.act(event)) return;
    event.preventDefault();
  }

  private act(event: KeyboardEvent): boolean {
    const active = this.selection.active();
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.selection.selectAll();
    else if (event.key === ' ' && active) this.selection.toggle(active);
    else if (event.key === 'Enter' && active) this.open(active);
    else if ((event.key === 'ContextMenu' || event.key === 'F10') && active) {
      const row = document.getElementById(`row-${active}`);
      const button = row?.querySelector('button');
      if (button) this.openMenuAt(button, active);
    } else return false;
    return true;
  }

  private moveBy(rows: number, extend: boolean): void {
    const place = this.selection.move(rows, extend);
    if (place >= 0) this.reveal(place);
  }

  /** Scrolls no further than needed to show the row beneath the sticky header. */
  private reveal(place: number): void {
    const scroller = this.scroller()?.nativeElement;
    if (!scroller) return;
    const top = place * ROW_HEIGHT_PX;
    const body = this.bodyHeight();
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW_HEIGHT_PX > scroller.scrollTop + body) {
      scroller.scrollTop = top + ROW_HEIGHT_PX - body;
    }
    this.viewport()?.checkViewportSize();
  }

  private bodyHeight(): number {
    return (this.scroller()?.nativeElement.clientHeight ?? 0) - HEADER_HEIGHT_PX;
  }
}
