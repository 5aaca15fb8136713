/** Which columns the table has and in what order: every one that there is, by box, by drag, by button. Changes show at once. */
import { CdkDrag, type CdkDragDrop, CdkDragHandle, CdkDropList } from '@angular/cdk/drag-drop';
import { Component, type ElementRef, inject, linkedSignal, viewChild } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import { Icon } from '../ui/icon';
import { ColumnChoice, choiceOrder } from './column-choice';
import { COLUMNS, type ColumnId } from './torrent-columns';

@Component({
  selector: 'shoal-columns-dialog',
  imports: [CdkDrag, CdkDragHandle, CdkDropList, Icon, MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>Columns</h2>
    <mat-dialog-content>
      <ul #list cdkDropList (cdkDropListDropped)="drop($event)">
        @for (id of order(); track id) {
          <li cdkDrag cdkDragLockAxis="y" [cdkDragDisabled]="!choice.isShown(id)">
            <span class="handle" cdkDragHandle aria-hidden="true">
              <shoal-icon name="drag" />
            </span>
            <label>
              <input
                type="checkbox"
                [checked]="choice.isShown(id)"
                [disabled]="id === 'name'"
                (change)="choice.toggle(id)"
              />{{ columns[id].title }}
            </label>
            @if (choice.isShown(id)) {
              <button
                class="icon-button"
                type="button"
                [attr.data-move]="id + '-up'"
                [disabled]="$first"
                [attr.aria-label]="upLabel(columns[id].title)"
                (click)="move(id, -1)"
              >
                <shoal-icon name="arrowUp" />
              </button>
              <button
                class="icon-button"
                type="button"
                [attr.data-move]="id + '-down'"
                [disabled]="id === choice.ids().at(-1)"
                [attr.aria-label]="downLabel(columns[id].title)"
                (click)="move(id, 1)"
              >
                <shoal-icon name="arrowDown" />
              </button>
            }
          </li>
        }
      </ul>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button class="button" type="button" [disabled]="choice.isDefault()" (click)="reset()" i18n>
        Columns as at first
      </button>
      <button class="button primary" type="button" mat-dialog-close i18n>Done</button>
    </mat-dialog-actions>
  `,
  styles: `
    ul {
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 34px;
      background: var(--surface-raised);
    }
    label {
      display: flex;
      flex: 1;
      align-items: center;
      gap: var(--space-2);
      min-height: 30px;
      min-width: 0;
    }
    .handle {
      display: grid;
      place-items: center;
      width: 24px;
      height: 24px;
      color: var(--text-muted);
      cursor: grab;
      touch-action: none;
    }
    .cdk-drag-disabled .handle {
      visibility: hidden;
    }
    .cdk-drag-preview {
      padding-inline: var(--space-2);
      border-radius: var(--radius);
      box-shadow: var(--shadow-overlay);
      color: var(--text);
    }
    .cdk-drag-placeholder {
      opacity: 0.3;
    }
  `,
})
export class ColumnsDialog {
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');
  protected readonly choice = inject(ColumnChoice);
  protected readonly columns = COLUMNS;
  protected readonly upLabel = (column: string) => $localize`Move ${column}:column: up`;
  protected readonly downLabel = (column: string) => $localize`Move ${column}:column: down`;
  /** Those that are there first; a box that is ticked or not leaves its line where it is, until the next visit. */
  protected readonly order = linkedSignal<readonly ColumnId[], readonly ColumnId[]>({
    source: () => this.choice.ids(),
    computation: (shown, previous) => {
      if (!previous) return choiceOrder(shown);
      const isMoved = previous.source.length === shown.length;
      return isMoved ? choiceOrder(shown) : previous.value;
    },
  });

  protected drop({ item, previousIndex, currentIndex }: CdkDragDrop<unknown>): void {
    if (!item || previousIndex === currentIndex) return;
    const id = this.order()[previousIndex];
    const before = this.order()
      .filter((other) => other !== id)
      .slice(0, currentIndex);
    if (id) this.choice.moveTo(id, before.filter((other) => this.choice.isShown(other)).length);
  }

  /** The button goes with its line, and keeps the focus. */
  protected move(id: ColumnId, places: number): void {
    this.choice.moveBy(id, places);
    const name = `${id}-${places < 0 ? 'up' : 'down'}`;
    setTimeout(() => {
      const list = this.list().nativeElement;
      list.querySelector<HTMLElement>(`[data-move="${name}"]`)?.focus();
    });
  }

  protected reset(): void {
    this.choice.reset();
    this.order.set(choiceOrder(this.choice.ids()));
  }
}
