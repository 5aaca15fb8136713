/**
 * The header of the table: a click sorts, with Shift by one more key; words are dragged to their place, edges to their width
 * (twice clicked: as wide as the content), and a menu does the same without a pointer. One stop of the Tab key: arrows move
 * from column to column, with Shift they change its width, with Ctrl its place.
 */
import { Component, ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { Icon } from '../ui/icon';
import { ColumnChoice } from './column-choice';
import { ColumnMenu } from './column-menu';
import { ListView } from './list-view';
import type { Direction } from './list-sorts';
import { Selection } from './selection';
import { COLUMNS, type ColumnId } from './torrent-columns';

/** Less is a click. */
const DRAG_THRESHOLD_PX = 6;
/** Of a cell beside its content. */
const CELL_PADDING_PX = 14;

@Component({
  selector: 'shoal-torrent-header',
  imports: [ColumnMenu, Icon],
  templateUrl: './torrent-header.html',
  styleUrls: ['./torrent-columns.css', './torrent-header.css'],
})
export class TorrentHeader {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly menu = viewChild.required(ColumnMenu);
  protected readonly choice = inject(ColumnChoice);
  protected readonly view = inject(ListView);
  protected readonly selection = inject(Selection);

  protected readonly focused = signal<ColumnId | null>(null);
  protected readonly tabStop = computed(() => {
    const id = this.focused();
    return id !== null && this.choice.isShown(id) ? id : this.choice.ids()[0];
  });
  protected readonly draggedId = signal<ColumnId | null>(null);
  protected readonly dropPlace = signal<number | null>(null);
  /** The click that ends a drag is none. */
  private isClickOfDrag = false;

  protected readonly isAllSelected = computed(
    () => this.view.ids().length > 0 && this.selection.selected().size === this.view.ids().length,
  );

  protected toggleAll(): void {
    if (this.isAllSelected()) this.selection.clear();
    else this.selection.selectAll();
  }

  /** Of the first key alone: what follows is told in words, since ARIA knows one sorted column. */
  protected ariaSort(id: ColumnId): 'ascending' | 'descending' | 'none' {
    const sort = this.view.sortOf(id);
    if (sort?.place !== 1) return 'none';
    return sort.direction === 'asc' ? 'ascending' : 'descending';
  }

  protected describeKey({ place, direction }: { place: number; direction: Direction }): string {
    return direction === 'asc'
      ? $localize`, sort key ${place}:number:, ascending`
      : $localize`, sort key ${place}:number:, descending`;
  }

  protected sortBy(event: MouseEvent, id: ColumnId): void {
    if (this.isClickOfDrag) this.isClickOfDrag = false;
    else if (event.shiftKey) this.view.thenBy(id);
    else this.view.sortBy(id);
  }

  protected handleKey(event: KeyboardEvent, id: ColumnId): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      if (event.shiftKey) this.choice.widen(id, step, this.widthNow(id));
      else if (event.ctrlKey || event.metaKey) this.choice.moveBy(id, step);
      else this.focusBy(id, step);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      this.openMenuOf(id);
    } else if (event.key === 'ArrowDown' && event.altKey) this.openMenuOf(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected openMenu(event: MouseEvent, id: ColumnId): void {
    event.preventDefault();
    this.menu().open({ column: id, x: event.clientX, y: event.clientY, origin: this.button(id) });
  }

  protected openViewMenu(button: HTMLElement): void {
    const box = button.getBoundingClientRect();
    this.menu().open({ column: null, x: box.right, y: box.bottom, origin: button });
  }

  protected startResize(event: PointerEvent, id: ColumnId): void {
    const grip = event.currentTarget as HTMLElement;
    const startWidth = this.widthNow(id);
    let hasMoved = false;
    const resize = (move: PointerEvent) => {
      hasMoved = true;
      this.choice.tryWidth(id, startWidth + move.clientX - event.clientX);
    };
    const end = () => {
      if (hasMoved) this.choice.setWidth(id, this.choice.widthOf(id));
    };
    follow(grip, event, resize, end);
  }

  protected startDrag(event: PointerEvent, id: ColumnId): void {
    this.isClickOfDrag = false;
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const button = event.currentTarget as HTMLElement;
    const move = ({ clientX }: PointerEvent) => {
      if (this.draggedId() === null && Math.abs(clientX - event.clientX) < DRAG_THRESHOLD_PX)
        return;
      this.isClickOfDrag = true;
      this.draggedId.set(id);
      this.dropPlace.set(this.placeAt(clientX));
    };
    follow(button, event, move, () => this.drop());
  }

  /** As wide as the widest of what is on screen. */
  protected fit(id: ColumnId): void {
    const isText = COLUMNS[id].kind !== 'progress';
    const widths = this.cells(id).map(contentWidth);
    this.choice.setWidth(id, isText ? Math.max(...widths) + CELL_PADDING_PX : null);
  }

  private drop(): void {
    const [id, place] = [this.draggedId(), this.dropPlace()];
    this.draggedId.set(null);
    this.dropPlace.set(null);
    if (id === null || place === null) return;
    const from = this.choice.ids().indexOf(id);
    this.choice.moveTo(id, place > from ? place - 1 : place);
  }

  /** Between which columns the pointer is. */
  private placeAt(x: number): number {
    const boxes = this.choice.ids().map((id) => this.headerCell(id)?.getBoundingClientRect());
    const place = boxes.findIndex((box) => box !== undefined && x < box.left + box.width / 2);
    return place < 0 ? boxes.length : place;
  }

  private openMenuOf(id: ColumnId): void {
    const box = this.headerCell(id)?.getBoundingClientRect();
    if (!box) return;
    this.menu().open({ column: id, x: box.left, y: box.bottom, origin: this.button(id) });
  }

  private focusBy(id: ColumnId, step: number): void {
    const next = this.choice.ids()[this.choice.ids().indexOf(id) + step];
    if (next !== undefined) this.button(next)?.focus();
  }

  private widthNow(id: ColumnId): number {
    return this.headerCell(id)?.getBoundingClientRect().width ?? this.choice.widthOf(id);
  }

  private headerCell(id: ColumnId): HTMLElement | null {
    return this.element.nativeElement.querySelector<HTMLElement>(`[data-column="${id}"]`);
  }

  private button(id: ColumnId): HTMLElement | null {
    return this.headerCell(id)?.querySelector('button') ?? null;
  }

  private cells(id: ColumnId): HTMLElement[] {
    const grid = this.element.nativeElement.closest('[role=grid]');
    return [...(grid?.querySelectorAll<HTMLElement>(`[data-column="${id}"]`) ?? [])];
  }
}

/** Tells each move of the pointer until it is let go. */
function follow(
  target: HTMLElement,
  { pointerId }: PointerEvent,
  onMove: (event: PointerEvent) => void,
  onEnd?: () => void,
): void {
  target.setPointerCapture(pointerId);
  target.addEventListener('pointermove', onMove);
  const end = () => {
    target.removeEventListener('pointermove', onMove);
    onEnd?.();
  };
  target.addEventListener('lostpointercapture', end, { once: true });
}

/** What the content takes, whether it is cut or not. */
function contentWidth(cell: HTMLElement): number {
  const range = document.createRange();
  range.selectNodeContents(cell.querySelector('button') ?? cell);
  return Math.ceil(range.getBoundingClientRect().width);
}
