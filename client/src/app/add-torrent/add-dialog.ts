/**
 * Adds torrents, one after the other: sends the file, shows what it describes, lets the user choose files and
 * folder, starts. Nothing is started before the user says so; a file that fails names itself and the reason.
 */
import { Component, ElementRef, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { StartDownloadRequest } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { DownloadApi } from '../api/download-api';
import { type Failure, describeFailure } from '../api/failure';
import { TorrentApi } from '../api/torrent-api';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { SessionState } from '../live/session-state';
import { formatBytes, formatCount, formatDate, formatPlural } from '../ui/format';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { AddQueue } from './add-queue';
import { FileChoice } from './file-choice';
import { uploadObjection } from './upload-check';

const CONFLICT_STATUS = 409;

@Component({
  selector: 'shoal-add-dialog',
  imports: [FileChoice, Icon, MatDialogModule],
  templateUrl: './add-dialog.html',
  styleUrl: './add-dialog.css',
})
export class AddDialog {
  private readonly dialog = inject<MatDialogRef<AddDialog>>(MatDialogRef);
  private readonly torrents = inject(TorrentApi);
  private readonly downloads = inject(DownloadApi);
  private readonly queue = inject(AddQueue);
  private readonly store = inject(DownloadStore);
  private readonly session = inject(SessionState);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly sync = inject(LiveSync);

  protected readonly file = computed(() => this.queue.files()[0]);
  protected readonly waiting = computed(() => Math.max(0, this.queue.files().length - 1));
  protected readonly torrent = signal<TorrentDto | null>(null);
  /** Why the file cannot be shown, or the start failed. */
  protected readonly fault = signal<string | null>(null);
  /** Id of the download that is there already. */
  protected readonly existing = signal<string | null>(null);
  protected readonly isStarting = signal(false);

  protected readonly chosen = signal<ReadonlySet<number>>(new Set());
  protected readonly directory = signal('');
  protected readonly isPaused = signal(false);
  protected readonly isSequential = signal(false);
  protected readonly folders = computed(() => this.session.info()?.allowedDirectories ?? []);

  protected readonly chosenBytes = computed(() => {
    const chosen = this.chosen();
    let bytes = 0;
    for (const file of this.torrent()?.files ?? []) if (chosen.has(file.index)) bytes += file.bytes;
    return bytes;
  });
  protected readonly freeAfter = computed(() => {
    const free = this.session.info()?.freeBytes ?? null;
    return free === null ? null : free - this.chosenBytes();
  });
  protected readonly pieces = computed(() => {
    const torrent = this.torrent();
    return torrent
      ? `${formatPlural(torrent.pieceCount, 'piece')} of ${formatBytes(torrent.pieceLength)}`
      : '';
  });
  protected readonly canStart = computed(
    () =>
      this.torrent() !== null &&
      this.chosen().size > 0 &&
      !this.isStarting() &&
      this.existing() === null &&
      this.sync.connection() !== 'lost',
  );

  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  protected readonly date = formatDate;

  constructor() {
    void this.fillFolder();
    effect(() => {
      const file = this.file();
      untracked(() => {
        if (file) void this.preview(file);
        else this.dialog.close();
      });
    });
  }

  private async fillFolder(): Promise<void> {
    await this.session.refreshInfo();
    if (!this.directory()) this.directory.set(this.session.info()?.defaultDirectory ?? '');
  }

  protected skip(): void {
    this.queue.next();
  }

  protected async start(): Promise<void> {
    const torrent = this.torrent();
    if (!torrent || !this.canStart()) return;
    this.isStarting.set(true);
    this.fault.set(null);
    try {
      const download = await this.downloads.start(this.request(torrent));
      this.notices.info(`Added ${torrent.name}.`, {
        label: 'Show',
        run: () => this.show(download.id),
      });
      this.queue.next();
    } catch (error) {
      this.handleStartFailure(torrent, describeFailure(error));
    } finally {
      this.isStarting.set(false);
    }
  }

  protected showExisting(): void {
    const id = this.existing();
    if (id === null) return;
    this.show(id);
    if (this.waiting() > 0) this.queue.next();
    else this.dialog.close();
  }

  private async preview(file: File): Promise<void> {
    this.torrent.set(null);
    this.existing.set(null);
    this.fault.set(uploadObjection(file));
    if (this.fault()) return;
    try {
      const torrent = await this.torrents.upload(file);
      if (this.file() !== file) return;
      this.torrent.set(torrent);
      this.chosen.set(new Set(torrent.files.map(({ index }) => index)));
      if (this.store.peek(torrent.id)) this.existing.set(torrent.id);
      this.element.nativeElement.querySelector('h2')?.focus();
    } catch (error) {
      if (this.file() === file) this.fault.set(describeFailure(error).detail);
    }
  }

  private request(torrent: TorrentDto): StartDownloadRequest {
    const chosen = this.chosen();
    const skipped = torrent.files.filter(({ index }) => !chosen.has(index));
    const directory = this.directory().trim();
    return {
      torrentId: torrent.id,
      ...(directory ? { directory } : {}),
      paused: this.isPaused(),
      sequential: this.isSequential(),
      files: skipped.map(({ index }) => ({ index, priority: 'skip' as const })),
    };
  }

  private handleStartFailure(torrent: TorrentDto, failure: Failure): void {
    if (failure.status === CONFLICT_STATUS) this.existing.set(torrent.id);
    this.fault.set(failure.detail);
  }

  private show(id: string): void {
    void this.router.navigate(['/torrents', id]);
  }
}
