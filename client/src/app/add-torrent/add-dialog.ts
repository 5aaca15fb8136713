/**
 * Adds torrents, one after the other or all at once: sends the file or the link, shows what it describes (of a magnet,
 * how its metadata comes), lets the user choose files and folder, starts. Nothing is started before the user says
 * so; what fails names itself and the reason. Opened with nothing to add, it asks for links.
 */
import {
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import type { StartDownloadRequest } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';
import { LiveSync } from '../live/live-sync';
import { SessionState } from '../live/session-state';
import { MetadataProgress } from '../metadata/metadata-progress';
import { formatBytes, formatCount, formatDate, formatPlural } from '../ui/format';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { AddOptions } from './add-options';
import { AddPreview } from './add-preview';
import { AddQueue } from './add-queue';
import { type AddSource, findLinks, nameOf } from './add-source';
import { FileChoice } from './file-choice';
import { LinkEntry } from './link-entry';

/** Calls in flight at once when all of the queue is started. */
const PARALLEL_STARTS = 4;

@Component({
  selector: 'shoal-add-dialog',
  imports: [AddOptions, FileChoice, Icon, LinkEntry, MatDialogModule, MetadataProgress],
  providers: [AddPreview],
  templateUrl: './add-dialog.html',
  styleUrl: './add-dialog.css',
})
export class AddDialog {
  private readonly dialog = inject<MatDialogRef<AddDialog>>(MatDialogRef);
  private readonly downloads = inject(DownloadApi);
  private readonly session = inject(SessionState);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly queue = inject(AddQueue);
  protected readonly preview = inject(AddPreview);
  protected readonly sync = inject(LiveSync);

  protected readonly source = this.queue.current;
  protected readonly torrent = this.preview.torrent;
  protected readonly waiting = computed(() => Math.max(0, this.queue.sources().length - 1));
  protected readonly name = computed(() => {
    const source = this.source();
    return this.torrent()?.name ?? (source && nameOf(source)) ?? 'Add torrents';
  });
  /** What peers are still asked for; null for a torrent that is whole. */
  protected readonly metadata = computed(() => this.torrent()?.metadata ?? null);
  protected readonly hasFailed = computed(() => this.metadata()?.state === 'failed');
  protected readonly fault = computed(
    () => this.preview.fault() ?? this.metadata()?.error?.message ?? null,
  );
  /** What the field for links lacks, once it was tried. */
  protected readonly objection = signal<string | null>(null);

  private readonly files = computed(() => this.torrent()?.files);
  protected readonly chosen = linkedSignal<ReadonlySet<number>>(() => {
    this.files();
    return untracked(() => initialChoice(this.torrent()));
  });
  protected readonly directory = signal('');
  protected readonly isPaused = signal(false);
  protected readonly isSequential = signal(false);
  protected readonly isStarting = signal(false);
  /** How many of the queue have been started, while all of it is. */
  protected readonly startedCount = signal<number | null>(null);

  protected readonly neededBytes = computed(() => {
    if (this.metadata()) return null;
    const chosen = this.chosen();
    let bytes = 0;
    for (const file of this.files() ?? []) if (chosen.has(file.index)) bytes += file.bytes;
    return bytes;
  });
  protected readonly pieces = computed(() => {
    const torrent = this.torrent();
    return torrent
      ? `${formatPlural(torrent.pieceCount, 'piece')} of ${formatBytes(torrent.pieceLength)}`
      : '';
  });
  private readonly isFree = computed(() => !this.isStarting() && this.sync.connection() !== 'lost');
  protected readonly canStart = computed(
    () =>
      this.isFree() &&
      this.torrent() !== null &&
      !this.hasFailed() &&
      (this.metadata() !== null || this.chosen().size > 0) &&
      this.preview.existing() === null,
  );
  protected readonly canStartAll = computed(() => this.isFree() && this.waiting() > 0);
  protected readonly startWord = computed(() => {
    const word = this.isPaused() ? 'Add' : 'Start';
    return this.metadata() ? `${word} without waiting` : word;
  });

  protected readonly bytes = formatBytes;
  protected readonly count = formatCount;
  protected readonly date = formatDate;

  constructor() {
    void this.fillFolder();
    let shown: AddSource | undefined;
    effect(() => {
      const source = this.source();
      if (shown && !source) this.dialog.close();
      // Where the field for links was, or the last one, the next begins at its heading.
      else if (source && shown !== source) untracked(() => this.focusHeading());
      shown = source;
    });
  }

  protected takeLinks(): void {
    const { links, rest } = findLinks(this.queue.draft());
    if (rest.length > 0 || links.length === 0) {
      const [first = ''] = rest;
      this.objection.set(
        first
          ? `“${shorten(first)}” is neither a magnet link nor the address of a file.`
          : 'Paste a magnet link or an address first.',
      );
      return;
    }
    this.objection.set(null);
    this.queue.draft.set('');
    this.queue.push(links);
  }

  protected skip(): void {
    const source = this.source();
    if (!source) return;
    this.preview.forget(source);
    this.queue.drop(source);
  }

  protected async start(): Promise<void> {
    const torrent = this.torrent();
    const source = this.source();
    if (!torrent || !source || !this.canStart()) return;
    this.isStarting.set(true);
    this.preview.fault.set(null);
    try {
      const download = await this.downloads.start(this.request(torrent));
      this.notices.info(`Added ${torrent.name}.`, {
        label: 'Show',
        run: () => this.show(download.id),
      });
      this.preview.keep(source);
      this.queue.drop(source);
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.code === 'download-exists') this.preview.existing.set(torrent.id);
      this.preview.fault.set(failure.detail);
    } finally {
      this.isStarting.set(false);
    }
  }

  /** Starts the whole queue with the folder and the switches that stand; what fails stays in the queue. */
  protected async startAll(): Promise<void> {
    if (!this.canStartAll()) return;
    this.isStarting.set(true);
    this.startedCount.set(0);
    const left = [...this.queue.sources()];
    const done: AddSource[] = [];
    const faults: string[] = [];
    const worker = async () => {
      for (let source = left.shift(); source; source = left.shift()) {
        const fault = await this.startUnseen(source);
        if (fault === null) done.push(source);
        else faults.push(fault);
        this.startedCount.set(done.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_STARTS }, worker));
    this.isStarting.set(false);
    this.startedCount.set(null);
    const all = formatPlural(done.length + faults.length, 'torrent');
    if (faults[0] === undefined) this.notices.info(`Added ${all}.`);
    else this.notices.error(`Added ${formatCount(done.length)} of ${all}. ${faults[0]}`);
    this.queue.drop(...done);
  }

  protected showExisting(): void {
    const id = this.preview.existing();
    if (id === null) return;
    this.show(id);
    if (this.waiting() > 0) this.skip();
    else this.dialog.close();
  }

  /** What could not be started and why; null where it is in the list now, or was already. */
  private async startUnseen(source: AddSource): Promise<string | null> {
    let name = nameOf(source);
    try {
      const isShown = source === this.source();
      const torrent = (isShown && this.torrent()) || (await this.preview.of(source));
      name = torrent.name;
      await this.downloads.start(isShown ? this.request(torrent) : this.request(torrent, null));
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.code !== 'download-exists') return `${name}: ${failure.detail}`;
    }
    this.preview.keep(source);
    return null;
  }

  /** Without a choice of files the link's own holds, or all are wanted. */
  private request(
    torrent: TorrentDto,
    chosen: ReadonlySet<number> | null = this.chosen(),
  ): StartDownloadRequest {
    const directory = this.directory().trim();
    const skipped = torrent.files.filter(({ index }) => chosen && !chosen.has(index));
    return {
      torrentId: torrent.id,
      ...(directory ? { directory } : {}),
      paused: this.isPaused(),
      sequential: this.isSequential(),
      ...(chosen && !torrent.metadata
        ? { files: skipped.map(({ index }) => ({ index, priority: 'skip' as const })) }
        : {}),
    };
  }

  private async fillFolder(): Promise<void> {
    await this.session.refreshInfo();
    if (!this.directory()) this.directory.set(this.session.info()?.defaultDirectory ?? '');
  }

  private focusHeading(): void {
    this.element.nativeElement.querySelector('h2')?.focus();
  }

  private show(id: string): void {
    void this.router.navigate(['/torrents', id]);
  }
}

/** The files that the link asks for, or all. */
function initialChoice(torrent: TorrentDto | null): Set<number> {
  return new Set(torrent?.selectedFiles ?? torrent?.files.map(({ index }) => index));
}

const LONGEST_QUOTE = 60;

function shorten(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
