/** Another name for a download, and on the disk for its folder or its single file. */
import { Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';

@Component({
  selector: 'shoal-rename-dialog',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>Rename</h2>
    <mat-dialog-content>
      <label for="new-name" i18n>Name</label>
      <input
        #box
        id="new-name"
        class="field"
        type="text"
        autocomplete="off"
        spellcheck="false"
        aria-describedby="new-name-note"
        [value]="name()"
        [attr.aria-invalid]="fault() !== null || null"
        (input)="name.set(box.value)"
        (keydown.enter)="apply()"
      />
      <p id="new-name-note" class="note" [class.error]="fault() !== null" role="status">
        @if (fault(); as text) {
          {{ text }}
        } @else {
          <ng-container i18n
            >Its folder or file on the disk gets this name too, while it runs.</ng-container
          >
        }
      </p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
      <button
        class="button primary"
        type="button"
        [disabled]="isBusy() || !name().trim()"
        (click)="apply()"
        i18n
      >
        Rename
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: 3px;
      color: var(--text);
    }
    label {
      font-weight: 600;
    }
    .note {
      color: var(--text-muted);
    }
    .note.error {
      color: var(--error);
    }
  `,
})
export class RenameDialog {
  private readonly row = inject<readonly DownloadDto[]>(MAT_DIALOG_DATA)[0]!;
  private readonly dialog = inject<MatDialogRef<RenameDialog>>(MatDialogRef);
  private readonly api = inject(DownloadApi);
  protected readonly name = signal(this.row.name);
  protected readonly fault = signal<string | null>(null);
  protected readonly isBusy = signal(false);

  protected async apply(): Promise<void> {
    const name = this.name().trim();
    if (this.isBusy() || !name) return;
    this.isBusy.set(true);
    this.fault.set(null);
    try {
      if (name !== this.row.name) await this.api.update(this.row.id, { name });
      this.dialog.close();
    } catch (error) {
      this.fault.set(describeFailure(error).detail);
    } finally {
      this.isBusy.set(false);
    }
  }
}
