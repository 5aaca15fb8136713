/**
 * Moves the files of one or many downloads to another folder: where to, what room there is, and then how far it is. The move
 * goes on when the dialog is closed; opened while files move, it begins with how far that is.
 */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { FolderField } from '../ui/folder-field';
import { volumeOf } from '../ui/folder-room';
import { Folders } from '../ui/folders';
import { formatBytes, formatCount, formatPercent } from '../ui/format';
import { ProgressBar } from '../ui/progress-bar';
import { Deeds } from './deeds';

const SHOWN_ROWS = 6;

@Component({
  selector: 'shoal-move-dialog',
  imports: [FolderField, MatDialogModule, ProgressBar],
  templateUrl: './move-dialog.html',
  styleUrl: './move-dialog.css',
})
export class MoveDialog {
  private readonly rows = inject<readonly DownloadDto[]>(MAT_DIALOG_DATA);
  private readonly deeds = inject(Deeds);
  private readonly store = inject(DownloadStore);
  private readonly folders = inject(Folders);
  protected readonly sync = inject(LiveSync);

  protected readonly total = this.rows.length;
  protected readonly count = formatCount;
  protected readonly bytes = formatBytes;
  protected readonly percent = formatPercent;
  protected readonly directory = signal(this.rows[0]?.directory ?? '');
  protected readonly isBusy = signal(false);
  protected readonly isUnderWay = signal(this.rows.some(({ move }) => move !== null));

  protected readonly places = [...new Set(this.rows.map(({ directory }) => directory))];
  /** Copied are only files that come to another disk: in other folders of their own they are renamed. */
  protected readonly neededBytes = computed(() => {
    const volumes = this.folders.volumes();
    const target = volumeOf(volumes, this.directory());
    return this.rows
      .filter((row) => volumeOf(volumes, row.directory) !== target)
      .reduce((sum, row) => sum + row.completedBytes, 0);
  });
  protected readonly canMove = computed(() => {
    const directory = this.directory().trim();
    const isElsewhere = this.rows.some((row) => row.directory !== directory);
    return !this.isBusy() && directory !== '' && isElsewhere && this.sync.isLive();
  });

  /** As they are now. */
  protected readonly moving = computed(() => {
    this.store.revision();
    return this.rows.map((row) => this.store.peek(row.id) ?? row);
  });
  protected readonly shown = computed(() => this.moving().slice(0, SHOWN_ROWS));
  protected readonly left = computed(() => this.moving().filter(({ move }) => move).length);
  protected readonly share = computed(() => {
    const parts = this.moving().map(({ move }) => move?.progress ?? 1);
    return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
  });
  protected readonly canCancel = computed(
    () => this.sync.isLive() && this.moving().some(({ move }) => move && !move.returning),
  );

  protected async move(): Promise<void> {
    if (!this.canMove()) return;
    this.isBusy.set(true);
    const directory = this.directory().trim();
    const targets = this.rows.filter((row) => row.directory !== directory);
    const deed = { action: 'move', directory } as const;
    const isDone = await this.deeds.carryOut(targets, $localize`Move`, deed);
    if (isDone) this.folders.noteUse(directory);
    this.isBusy.set(false);
    this.isUnderWay.set(isDone);
  }

  protected cancel(): void {
    const targets = this.moving().filter(({ move }) => move && !move.returning);
    void this.deeds.carryOut(targets, $localize`Cancel the move`, { action: 'cancelMove' });
  }
}
