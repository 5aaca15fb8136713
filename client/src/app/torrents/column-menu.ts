/** The menu of a column, and of the table as a whole: all that a pointer does to them by dragging, in words. */
import { Component, inject, output, signal, viewChild } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import { Icon } from '../ui/icon';
import { ColumnChoice, DENSITIES, type Density } from './column-choice';
import { ListView } from './list-view';
import { COLUMNS, type ColumnId } from './torrent-columns';

export interface ColumnMenuRequest {
  /** None: the table as a whole. */
  column: ColumnId | null;
  x: number;
  y: number;
  /** What gets the focus back. */
  origin: HTMLElement | null;
}

export const DENSITY_WORDS: Record<Density, string> = {
  normal: $localize`Normal rows`,
  compact: $localize`Compact rows`,
  cards: $localize`Cards`,
};

@Component({
  selector: 'shoal-column-menu',
  imports: [Icon, MatMenuModule],
  template: `
    <span
      class="anchor"
      aria-hidden="true"
      [style.left.px]="request()?.x"
      [style.top.px]="request()?.y"
      [matMenuTriggerFor]="menu"
      [matMenuTriggerRestoreFocus]="false"
      (menuClosed)="giveBackFocus()"
    ></span>
    <mat-menu #menu="matMenu" [xPosition]="request()?.column ? 'after' : 'before'">
      <ng-template matMenuContent>
        @if (request()?.column; as id) {
          <button mat-menu-item type="button" (click)="sort(id, 'asc')">
            <shoal-icon name="arrowUp" /><ng-container i18n>Sort ascending</ng-container>
          </button>
          <button mat-menu-item type="button" (click)="sort(id, 'desc')">
            <shoal-icon name="arrowDown" /><ng-container i18n>Sort descending</ng-container>
          </button>
          <button mat-menu-item type="button" (click)="view.thenBy(id)">
            <shoal-icon name="sort" />
            @if (view.sortOf(id)) {
              <ng-container i18n>Turn this sort round</ng-container>
            } @else {
              <ng-container i18n>Where equal, sort by this</ng-container>
            }
          </button>
          <button mat-menu-item type="button" [disabled]="isFirst(id)" (click)="move(id, -1)">
            <shoal-icon name="back" /><ng-container i18n>Move left</ng-container>
          </button>
          <button mat-menu-item type="button" [disabled]="isLast(id)" (click)="move(id, 1)">
            <shoal-icon name="chevronRight" /><ng-container i18n>Move right</ng-container>
          </button>
          <button mat-menu-item type="button" (click)="$event.stopPropagation(); widen(id, -1)">
            <shoal-icon name="narrower" /><ng-container i18n>Narrower</ng-container>
          </button>
          <button mat-menu-item type="button" (click)="$event.stopPropagation(); widen(id, 1)">
            <shoal-icon name="wider" /><ng-container i18n>Wider</ng-container>
          </button>
          <button mat-menu-item type="button" (click)="fitted.emit(id)">
            <shoal-icon name="columns" /><ng-container i18n>As wide as the content</ng-container>
          </button>
          @if (id !== 'name') {
            <button mat-menu-item type="button" (click)="choice.toggle(id)">
              <shoal-icon name="eyeOff" /><ng-container i18n>Hide column</ng-container>
            </button>
          }
        }
        @for (density of densities; track density) {
          <button
            mat-menu-item
            role="menuitemradio"
            type="button"
            [attr.aria-checked]="choice.chosenDensity() === density"
            (click)="choice.setDensity(density)"
          >
            <shoal-icon [name]="choice.chosenDensity() === density ? 'check' : 'none'" />{{
              words[density]
            }}
          </button>
        }
        <button
          mat-menu-item
          role="menuitemcheckbox"
          type="button"
          [attr.aria-checked]="choice.isNameFrozen()"
          (click)="choice.freezeName(!choice.isNameFrozen())"
        >
          <shoal-icon [name]="choice.isNameFrozen() ? 'check' : 'none'" /><ng-container i18n
            >Keep the name in view</ng-container
          >
        </button>
        <button mat-menu-item type="button" (click)="chooseColumns()">
          <shoal-icon name="list" /><ng-container i18n>Choose columns…</ng-container>
        </button>
        <button
          mat-menu-item
          type="button"
          [disabled]="choice.isDefault()"
          (click)="choice.reset()"
        >
          <shoal-icon name="undo" /><ng-container i18n>Columns as at first</ng-container>
        </button>
      </ng-template>
    </mat-menu>
  `,
  styles: `
    .anchor {
      position: fixed;
      width: 1px;
      height: 1px;
      visibility: hidden;
    }
  `,
})
export class ColumnMenu {
  private readonly dialog = inject(MatDialog);
  private readonly trigger = viewChild.required(MatMenuTrigger);
  protected readonly choice = inject(ColumnChoice);
  protected readonly view = inject(ListView);
  /** A column shall be as wide as its content. */
  readonly fitted = output<ColumnId>();

  protected readonly request = signal<ColumnMenuRequest | null>(null);
  protected readonly densities = DENSITIES;
  protected readonly words = DENSITY_WORDS;

  open(request: ColumnMenuRequest): void {
    this.request.set(request);
    // The anchor must stand at its new place before the menu measures it.
    requestAnimationFrame(() => this.trigger().openMenu());
  }

  protected isFirst(id: ColumnId): boolean {
    return this.choice.ids()[0] === id;
  }

  protected isLast(id: ColumnId): boolean {
    return this.choice.ids().at(-1) === id;
  }

  protected sort(field: ColumnId, direction: 'asc' | 'desc'): void {
    this.view.setSort({ field, direction });
  }

  protected move(id: ColumnId, places: number): void {
    this.choice.moveBy(id, places);
  }

  protected widen(id: ColumnId, steps: number): void {
    const cell = this.request()?.origin?.closest('[role=columnheader]');
    this.choice.widen(id, steps, cell?.getBoundingClientRect().width ?? COLUMNS[id].widthPx);
  }

  protected async chooseColumns(): Promise<void> {
    const { ColumnsDialog } = await import('./columns-dialog');
    this.dialog.open(ColumnsDialog, {
      width: '440px',
      maxWidth: '94vw',
      autoFocus: 'first-heading',
    });
  }

  protected giveBackFocus(): void {
    this.request()?.origin?.focus();
  }
}
