/**
 * What the user can do to downloads, one or many, from anywhere in the app. States change by the event
 * stream's facts, never by guess; a failure is told in the server's words. Nothing is sent while the
 * connection is lost.
 */
import type { ComponentType } from '@angular/cdk/overlay';
import { DOCUMENT, Service, inject } from '@angular/core';
import { MatDialog, type MatDialogConfig } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { DownloadDto, QueueMove } from '@shared/dto/download.js';
import { firstValueFrom } from 'rxjs';
import { type Copied, Copying } from '../actions/copying';
import { Deeds } from '../actions/deeds';
import { RemovalQueue } from '../actions/removal-queue';
import { DownloadApi } from '../api/download-api';
import { TorrentApi } from '../api/torrent-api';
import { describeFailure } from '../api/failure';
import { DownloadStore } from '../live/download-store';
import { Notices } from '../ui/notices';
import { saveFile } from '../ui/save-file';
import { type Action, isAllowed } from './action-rules';
import type { RemovalChoice, RemoveDialogData } from './remove-dialog';

export { isAllowed, type Action } from './action-rules';

/** Of `setOptions`. */
export type DownloadOption = 'sequential' | 'firstLastPieces' | 'superSeeding';

const TITLES: Record<Action, string> = {
  pause: $localize`Pause`,
  resume: $localize`Resume`,
  cancel: $localize`Cancel`,
  recheck: $localize`Check data again`,
  reannounce: $localize`Ask for peers`,
};

@Service()
export class DownloadActions {
  private readonly api = inject(DownloadApi);
  private readonly torrents = inject(TorrentApi);
  private readonly store = inject(DownloadStore);
  private readonly deeds = inject(Deeds);
  private readonly removals = inject(RemovalQueue);
  private readonly copying = inject(Copying);
  private readonly notices = inject(Notices);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);

  /** Does the action to those of the downloads whose state allows it. */
  async run(action: Action, ids: Iterable<string>): Promise<void> {
    const targets = this.rows(ids).filter((row) => isAllowed(action, row));
    const isDone = await this.deeds.carryOut(targets, TITLES[action], { action });
    if (isDone && action === 'reannounce') this.notices.info($localize`Asked for peers.`);
  }

  /** Pauses what runs; where nothing runs, resumes what rests. */
  togglePause(ids: Iterable<string>): Promise<void> {
    const rows = this.rows(ids);
    const isRunning = rows.some((row) => isAllowed('pause', row));
    return this.run(
      isRunning ? 'pause' : 'resume',
      rows.map((row) => row.id),
    );
  }

  /** Within the queue; they keep their order among themselves. */
  async moveInQueue(ids: Iterable<string>, move: QueueMove): Promise<void> {
    const targets = this.rows(ids).map((row) => row.id);
    if (targets.length === 0 || !this.deeds.isReachable()) return;
    try {
      await this.api.moveInQueue(targets, move);
    } catch (error) {
      const { detail } = describeFailure(error);
      this.notices.error($localize`The queue was not changed: ${detail}:reason:`);
    }
  }

  /** Lets them run whatever the limits of the queue are, or takes that back. */
  async forceStart(ids: Iterable<string>, forceStart: boolean): Promise<void> {
    const targets = this.rows(ids).filter((row) => row.forceStart !== forceStart);
    const title = $localize`Force start`;
    await this.deeds.carryOut(targets, title, { action: 'forceStart', forceStart });
  }

  /** Takes their turn in the queue where all of them are forced to run. */
  toggleForceStart(ids: Iterable<string>): Promise<void> {
    const rows = this.rows(ids);
    const isForced = rows.every((row) => row.forceStart);
    return this.forceStart(
      rows.map(({ id }) => id),
      !isForced,
    );
  }

  /** Switches it off where all of them have it. */
  async toggleOption(ids: Iterable<string>, option: DownloadOption): Promise<void> {
    const rows = this.rows(ids);
    const wanted = !rows.every((row) => row[option]);
    const targets = rows.filter((row) => row[option] !== wanted);
    const title = $localize`Order of pieces`;
    await this.deeds.carryOut(targets, title, { action: 'setOptions', [option]: wanted });
  }

  /** Turns round the moves that are under way. */
  async cancelMove(ids: Iterable<string>): Promise<void> {
    const targets = this.rows(ids).filter(({ move }) => move && !move.returning);
    await this.deeds.carryOut(targets, $localize`Cancel the move`, { action: 'cancelMove' });
  }

  /** Asks, then removes; data stays on the disk unless the user ticks its box. It can be undone for a while. */
  async remove(ids: Iterable<string>, { deleteData = false } = {}): Promise<void> {
    const rows = this.rows(ids);
    if (rows.length === 0 || !this.deeds.isReachable()) return;
    const { RemoveDialog } = await import('./remove-dialog');
    const data: RemoveDialogData = { rows, deleteData };
    const choice = await this.ask<RemovalChoice>(RemoveDialog, data, '520px', {
      autoFocus: 'first-heading',
    });
    if (!choice) return;
    this.removals.add(rows, choice.deleteData);
    this.returnFocus();
  }

  /** Takes the last removal back, while it waits. */
  undo(): void {
    this.removals.undo();
  }

  canUndo(): boolean {
    return this.removals.waiting().length > 0;
  }

  async editTags(ids: Iterable<string>): Promise<void> {
    const { TagsDialog } = await import('../actions/tags-dialog');
    await this.askAbout(ids, TagsDialog, '420px');
  }

  async editCategory(ids: Iterable<string>): Promise<void> {
    const { CategoryDialog } = await import('../actions/category-dialog');
    await this.askAbout(ids, CategoryDialog, '420px');
  }

  async editLimits(ids: Iterable<string>): Promise<void> {
    const { LimitsDialog } = await import('../actions/limits-dialog');
    await this.askAbout(ids, LimitsDialog, '420px');
  }

  async move(ids: Iterable<string>): Promise<void> {
    const { MoveDialog } = await import('../actions/move-dialog');
    await this.askAbout(ids, MoveDialog, '560px');
  }

  async rename(id: string): Promise<void> {
    const { RenameDialog } = await import('../actions/rename-dialog');
    await this.askAbout([id], RenameDialog, '520px');
  }

  /** In the trackers of these, or where none are given of all. */
  async replaceTrackers(ids: Iterable<string>): Promise<void> {
    if (!this.deeds.isReachable()) return;
    const { TrackerReplaceDialog } = await import('../actions/tracker-replace-dialog');
    await this.ask(TrackerReplaceDialog, this.rows(ids), '720px', {
      panelClass: 'full-on-phone',
    });
  }

  copy(what: Copied, ids: Iterable<string>): Promise<void> {
    return this.copying.copy(what, this.rows(ids));
  }

  /** Gives the browser the .torrent file to save. */
  async saveTorrent(id: string): Promise<void> {
    const [row] = this.rows([id]);
    if (!row || !this.deeds.isReachable()) return;
    try {
      saveFile(await this.torrents.file(id), `${row.name}.torrent`);
    } catch (error) {
      this.notices.error(`${row.name}.torrent: ${describeFailure(error).detail}`);
    }
  }

  openDetails(id: string): void {
    void this.router.navigate(['/torrents', id], { queryParamsHandling: 'preserve' });
  }

  /** Those that are in the list, as they are now. */
  rows(ids: Iterable<string>): DownloadDto[] {
    const rows: DownloadDto[] = [];
    for (const id of ids) {
      const row = this.store.peek(id);
      if (row) rows.push(row);
    }
    return rows;
  }

  private async askAbout(
    ids: Iterable<string>,
    component: ComponentType<unknown>,
    width: string,
  ): Promise<void> {
    const rows = this.rows(ids);
    if (rows.length > 0 && this.deeds.isReachable()) await this.ask(component, rows, width);
  }

  private async ask<Result>(
    component: ComponentType<unknown>,
    data: unknown,
    width: string,
    { panelClass = '', autoFocus = 'first-tabbable' }: MatDialogConfig = {},
  ): Promise<Result | undefined> {
    // Two keys in a row open one dialog.
    if (this.dialog.openDialogs.length > 0) return undefined;
    const dialog = this.dialog.open<unknown, unknown, Result>(component, {
      data,
      width,
      maxWidth: '94vw',
      panelClass,
      autoFocus,
    });
    return await firstValueFrom(dialog.afterClosed());
  }

  /** The row that had the focus may be gone: the list gets it. */
  private returnFocus(): void {
    setTimeout(() => {
      if (this.document.activeElement !== this.document.body) return;
      this.document.querySelector<HTMLElement>('[role=grid], main [role=list]')?.focus();
    });
  }
}
