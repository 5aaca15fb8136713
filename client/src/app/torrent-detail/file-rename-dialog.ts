/** Another name for a file of a download, or for a folder and so for the paths of all files in it. */
import {
  Component,
  type ElementRef,
  afterNextRender,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { describeFailure } from '../api/failure';

export interface FileRename {
  name: string;
  isFolder: boolean;
  /** Throws what the server says against it. */
  apply: (name: string) => Promise<void>;
}

const SEPARATOR = /[/\\]/;

@Component({
  selector: 'shoal-file-rename-dialog',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title>
      @if (rename.isFolder) {
        <ng-container i18n>Rename the folder</ng-container>
      } @else {
        <ng-container i18n>Rename the file</ng-container>
      }
    </h2>
    <mat-dialog-content>
      <label for="file-name" i18n>Name</label>
      <input
        #box
        id="file-name"
        class="field"
        type="text"
        autocomplete="off"
        spellcheck="false"
        cdkFocusInitial
        aria-describedby="file-name-note"
        [value]="name()"
        [attr.aria-invalid]="fault() !== null || null"
        (input)="name.set(box.value)"
        (keydown.enter)="apply()"
      />
      <p id="file-name-note" [class.error]="fault() !== null" role="status">
        @if (fault(); as text) {
          {{ text }}
        } @else {
          <ng-container i18n>It is renamed on the disk too, while the download runs.</ng-container>
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
    p {
      color: var(--text-muted);
    }
    p.error {
      color: var(--error);
    }
  `,
})
export class FileRenameDialog {
  protected readonly rename = inject<FileRename>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<FileRenameDialog>>(MatDialogRef);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly name = signal(this.rename.name);
  protected readonly fault = signal<string | null>(null);
  protected readonly isBusy = signal(false);

  constructor() {
    // The name without what is behind its last dot, as file managers select it.
    afterNextRender(() => {
      const { name, isFolder } = this.rename;
      const dot = name.lastIndexOf('.');
      const end = isFolder || dot <= 0 ? name.length : dot;
      this.box().nativeElement.setSelectionRange(0, end);
    });
  }

  protected async apply(): Promise<void> {
    const name = this.name().trim();
    if (this.isBusy() || !name) return;
    if (SEPARATOR.test(name)) {
      this.fault.set($localize`A name has no slashes in it.`);
      return;
    }
    this.isBusy.set(true);
    this.fault.set(null);
    try {
      if (name !== this.rename.name) await this.rename.apply(name);
      this.dialog.close();
    } catch (error) {
      this.fault.set(describeFailure(error).detail);
    } finally {
      this.isBusy.set(false);
    }
  }
}
