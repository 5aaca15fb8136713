/**
 * What the user can do to downloads, one or many, from anywhere in the app. States change by the event
 * stream's facts, never by guess; a failure is told in the server's words. Nothing is sent while the
 * connection is lost.
 */
import { Clipboard } from '@angular/cdk/clipboard';
import { Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { DownloadDto, DownloadState } from '@shared/dto/download.js';
import { firstValueFrom } from 'rxjs';
import { DownloadApi, type Order, type StateChange } from '../api/download-api';
import { TorrentApi } from '../api/torrent-api';
import { describeFailure } from '../api/failure';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { formatPlural } from '../ui/format';
import { Notices } from '../ui/notices';
import { saveFile } from '../ui/save-file';

/** Calls in flight at once when an action goes to many downloads. */
const PARALLEL_CALLS = 6;

export type Action = StateChange | Order;
type ActedOn = Pick<DownloadDto, 'state' | 'metadata'>;

const ALLOWED_IN: Record<Action, readonly DownloadState[]> = {
  pause: ['metadata', 'checking', 'queued', 'downloading', 'seeding'],
  resume: ['paused', 'cancelled', 'error'],
  cancel: ['metadata', 'checking', 'queued', 'downloading', 'seeding', 'paused', 'error'],
  recheck: ['queued', 'downloading', 'seeding', 'paused', 'cancelled', 'error'],
  reannounce: ['metadata', 'downloading', 'seeding', 'paused'],
};

const PARTICIPLES: Record<Action, string> = {
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
  recheck: 'checked',
  reannounce: 'announced',
};

/** Data cannot be checked before the metadata says what it should be. */
export function isAllowed(action: Action, { state, metadata }: ActedOn): boolean {
  return ALLOWED_IN[action].includes(state) && !(action === 'recheck' && metadata !== null);
}

@Service()
export class DownloadActions {
  private readonly api = inject(DownloadApi);
  private readonly torrents = inject(TorrentApi);
  private readonly store = inject(DownloadStore);
  private readonly sync = inject(LiveSync);
  private readonly notices = inject(Notices);
  private readonly dialog = inject(MatDialog);
  private readonly clipboard = inject(Clipboard);
  private readonly router = inject(Router);

  /** Does the action to those of the downloads whose state allows it. */
  async run(action: Action, ids: Iterable<string>): Promise<void> {
    const targets = this.rows(ids).filter((row) => isAllowed(action, row));
    if (targets.length === 0 || !this.isReachable()) return;
    await this.forEach(targets, PARTICIPLES[action], (row) =>
      action === 'recheck' || action === 'reannounce'
        ? this.api.order(row.id, action)
        : this.api.changeState(row.id, action),
    );
    if (action === 'reannounce') this.notices.info('Asked for peers.');
  }

  /** To the top of the queue, in the order that they have. */
  async moveToTop(ids: Iterable<string>): Promise<void> {
    const targets = this.rows(ids).map((row) => row.id);
    if (targets.length === 0 || !this.isReachable()) return;
    try {
      await this.api.moveInQueue(targets, 'top');
    } catch (error) {
      this.notices.error(`The queue was not changed: ${describeFailure(error).detail}`);
    }
  }

  /** Lets them run whatever the limits of the queue are, or takes that back. */
  async forceStart(ids: Iterable<string>, forceStart: boolean): Promise<void> {
    const targets = this.rows(ids).filter((row) => row.forceStart !== forceStart);
    if (targets.length === 0 || !this.isReachable()) return;
    await this.forEach(targets, 'changed', (row) => this.api.update(row.id, { forceStart }));
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

  /** Asks, then removes; data stays on the disk unless the user ticks its box. */
  async remove(ids: Iterable<string>): Promise<void> {
    const rows = this.rows(ids);
    if (rows.length === 0 || !this.isReachable()) return;
    const { RemoveDialog } = await import('./remove-dialog');
    const dialog = this.dialog.open(RemoveDialog, {
      data: rows,
      width: '460px',
      maxWidth: '94vw',
      autoFocus: 'first-heading',
    });
    const choice = (await firstValueFrom(dialog.afterClosed())) as
      { deleteData: boolean } | undefined;
    if (!choice) return;
    await this.forEach(rows, 'removed', (row) => this.api.remove(row.id, choice.deleteData));
  }

  copyInfoHash(id: string): void {
    if (this.clipboard.copy(id)) this.notices.info('Info hash copied.');
    else this.notices.error('The browser did not let Shoal copy.');
  }

  /** Gives the browser the .torrent file to save. */
  async saveTorrent(id: string): Promise<void> {
    const [row] = this.rows([id]);
    if (!row || !this.isReachable()) return;
    try {
      saveFile(await this.torrents.file(id), `${row.name}.torrent`);
    } catch (error) {
      this.notices.error(`${row.name}.torrent: ${describeFailure(error).detail}`);
    }
  }

  openDetails(id: string): void {
    void this.router.navigate(['/torrents', id], { queryParamsHandling: 'preserve' });
  }

  private rows(ids: Iterable<string>): DownloadDto[] {
    const rows: DownloadDto[] = [];
    for (const id of ids) {
      const row = this.store.peek(id);
      if (row) rows.push(row);
    }
    return rows;
  }

  private isReachable(): boolean {
    if (this.sync.connection() !== 'lost') return true;
    this.notices.error('Not connected to the server: nothing was changed.');
    return false;
  }

  private async forEach(
    rows: DownloadDto[],
    participle: string,
    call: (row: DownloadDto) => Promise<unknown>,
  ): Promise<void> {
    const queue = [...rows];
    const faults: { row: DownloadDto; detail: string }[] = [];
    const worker = async () => {
      for (let row = queue.shift(); row; row = queue.shift()) {
        try {
          await call(row);
        } catch (error) {
          faults.push({ row, detail: describeFailure(error).detail });
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_CALLS }, worker));
    const first = faults[0];
    if (!first) return;
    this.notices.error(
      rows.length === 1
        ? `${first.row.name} could not be ${participle}: ${first.detail}`
        : `${faults.length} of ${formatPlural(rows.length, 'download')} could not be ${participle}. ${first.row.name}: ${first.detail}`,
    );
  }
}
