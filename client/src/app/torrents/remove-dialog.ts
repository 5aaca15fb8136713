/**
 * Asks before downloads go. Keeps their data unless the box is ticked, and says in full what goes; data is deleted after a
 * second look only. Closes with the choice, or with nothing where the user stepped back.
 */
import { Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { formatBytes, formatCount } from '../ui/format';
import { Icon } from '../ui/icon';

export interface RemovalChoice {
  deleteData: boolean;
}

export interface RemoveDialogData {
  rows: readonly DownloadDto[];
  /** What the box begins with. */
  deleteData: boolean;
}

/** Names shown before the rest is summed up. */
const SHOWN_NAMES = 6;
/** Files are counted for so many downloads at most: each is a call. */
const MOST_COUNTED = 12;

@Component({
  selector: 'shoal-remove-dialog',
  imports: [Icon, MatDialogModule],
  templateUrl: './remove-dialog.html',
  styleUrl: './remove-dialog.css',
})
export class RemoveDialog {
  private readonly dialog = inject<MatDialogRef<RemoveDialog, RemovalChoice>>(MatDialogRef);
  private readonly data = inject<RemoveDialogData>(MAT_DIALOG_DATA);
  private readonly api = inject(DownloadApi);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly rows = this.data.rows;

  protected readonly shown = this.rows.slice(0, SHOWN_NAMES);
  protected readonly total = this.rows.length;
  protected readonly hidden = this.total - this.shown.length;
  /** Magnets whose metadata has not come have none. */
  protected readonly hasData = this.rows.some((row) => row.metadata === null);
  protected readonly deleteData = signal(this.data.deleteData && this.hasData);
  protected readonly isSecondLook = signal(false);
  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  private readonly completedBytes = this.rows.reduce((sum, row) => sum + row.completedBytes, 0);
  protected readonly size = formatBytes(this.completedBytes);
  /** What is checked may have more than is known yet. */
  private readonly mayLose =
    this.completedBytes > 0 || this.rows.some(({ state }) => state === 'checking');
  private readonly folders = [...new Set(this.rows.map((row) => row.directory))];
  /** Null where they are several. */
  protected readonly folder = this.folders.length === 1 ? this.folders[0] : null;
  protected readonly folderCount = formatCount(this.folders.length);
  /** Files on the disk; null while they are not counted. */
  protected readonly fileCount = signal<number | null>(null);

  /** `1.40 GiB in 12 files`. */
  protected readonly amount = computed(() => {
    const files = this.fileCount();
    if (!files) return this.size;
    const count = formatCount(files);
    return files === 1
      ? $localize`${this.size}:size: in 1 file`
      : $localize`${this.size}:size: in ${count}:count: files`;
  });

  constructor() {
    if (this.hasData && this.total <= MOST_COUNTED) void this.countFiles();
  }

  protected pathOf(row: DownloadDto): string {
    return `${row.incompleteDirectory ?? row.directory}/${row.name}`;
  }

  protected confirm(): void {
    if (this.deleteData() && this.mayLose && !this.isSecondLook()) this.look(true);
    else this.dialog.close({ deleteData: this.deleteData() });
  }

  protected look(isSecondLook: boolean): void {
    this.isSecondLook.set(isSecondLook);
    this.element.nativeElement.querySelector<HTMLElement>('h2')?.focus();
  }

  private async countFiles(): Promise<void> {
    try {
      const lists = await Promise.all(
        this.rows.filter((row) => row.metadata === null).map(({ id }) => this.api.files(id)),
      );
      const onDisk = lists.flat().filter(({ completedBytes }) => completedBytes > 0);
      this.fileCount.set(onDisk.length);
    } catch {
      // The bytes say enough.
    }
  }
}
