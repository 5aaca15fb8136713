/**
 * Asks before downloads go. Keeps their data unless the box is ticked, and says in full what goes. Closes with
 * the choice, or with nothing where the user stepped back.
 */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import { formatBytes, formatPlural } from '../ui/format';

/** Names shown before the rest is summed up. */
const SHOWN_NAMES = 5;

@Component({
  selector: 'shoal-remove-dialog',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ title }}</h2>
    <mat-dialog-content>
      <ul>
        @for (row of shown; track row.id) {
          <li>
            <span class="name">{{ row.name }}</span>
            @if (!row.metadata) {
              <span class="muted figures">{{ bytes(row.completedBytes) }}</span>
            }
          </li>
        }
        @if (hidden > 0) {
          <li class="muted">and {{ hidden }} more</li>
        }
      </ul>
      @if (hasData) {
        <label>
          <input
            type="checkbox"
            [checked]="deleteData()"
            (change)="deleteData.set(!deleteData())"
          />
          <span>Also delete the downloaded data ({{ size }})</span>
        </label>
      }
      <p class="outcome" [class.final]="deleteData()" role="status">{{ outcome() }}</p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close>Keep</button>
      <button class="button danger filled" type="button" (click)="confirm()">
        {{ deleteData() ? 'Remove and delete data' : 'Remove' }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: './remove-dialog.css',
})
export class RemoveDialog {
  private readonly dialog =
    inject<MatDialogRef<RemoveDialog, { deleteData: boolean }>>(MatDialogRef);
  private readonly rows = inject<DownloadDto[]>(MAT_DIALOG_DATA);

  protected readonly deleteData = signal(false);
  protected readonly shown = this.rows.slice(0, SHOWN_NAMES);
  protected readonly hidden = this.rows.length - this.shown.length;
  /** Magnets whose metadata has not come have none. */
  protected readonly hasData = this.rows.some((row) => row.metadata === null);
  protected readonly bytes = formatBytes;
  protected readonly size = formatBytes(
    this.rows.reduce((sum, row) => sum + row.completedBytes, 0),
  );
  protected readonly title =
    this.rows.length === 1
      ? 'Remove this torrent?'
      : `Remove ${formatPlural(this.rows.length, 'torrent')}?`;
  protected readonly outcome = computed(() => {
    if (!this.hasData) return 'Nothing was downloaded yet.';
    if (this.deleteData()) {
      return `${this.size} will be deleted from the disk. This cannot be undone.`;
    }
    const folders = [...new Set(this.rows.map((row) => row.directory))];
    const place = folders.length === 1 ? ` in ${folders[0]}` : '';
    return `The data stays${place}. Add the .torrent again to go on from there.`;
  });

  protected confirm(): void {
    this.dialog.close({ deleteData: this.deleteData() });
  }
}
