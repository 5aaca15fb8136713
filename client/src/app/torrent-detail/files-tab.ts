/** The files of a download: how far each is, and how much it is wanted. A virtual list, whatever their number. */
import { ScrollingModule } from '@angular/cdk/scrolling';
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { type DownloadFileDto, FILE_PRIORITIES, type FilePriority } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';
import { LiveSync } from '../live/live-sync';
import { formatBytes, formatPercent } from '../ui/format';
import { Notices } from '../ui/notices';
import { ProgressBar } from '../ui/progress-bar';

const PRIORITY_WORDS: Record<FilePriority, string> = {
  skip: 'Skip',
  low: 'Low',
  normal: 'Normal',
  high: 'High',
};

@Component({
  selector: 'shoal-files-tab',
  imports: [ProgressBar, ScrollingModule],
  templateUrl: './files-tab.html',
  styleUrl: './files-tab.css',
})
export class FilesTab {
  private readonly api = inject(DownloadApi);
  private readonly notices = inject(Notices);
  protected readonly sync = inject(LiveSync);
  readonly id = input.required<string>();
  readonly files = input.required<DownloadFileDto[] | null>();

  /** Choices that the server has not shown yet, by file index. */
  protected readonly wished = linkedSignal<
    DownloadFileDto[] | null,
    ReadonlyMap<number, FilePriority>
  >({
    source: this.files,
    computation: (files, previous) => {
      const next = new Map(files ? previous?.value : []);
      for (const file of files ?? []) {
        if (next.get(file.index) === file.priority) next.delete(file.index);
      }
      return next;
    },
  });
  /** The folder that all files are in: it bears the torrent's name, which stands above. */
  private readonly root = computed(() => {
    const files = this.files() ?? [];
    const first = files[0]?.path ?? '';
    const root = first.slice(0, first.indexOf('/') + 1);
    return files.every(({ path }) => path.startsWith(root)) ? root : '';
  });
  protected readonly priorities = FILE_PRIORITIES;
  protected readonly words = PRIORITY_WORDS;
  protected readonly bytes = formatBytes;
  protected readonly percent = formatPercent;
  protected readonly trackIndex = (_place: number, file: DownloadFileDto) => file.index;

  protected pathBelowRoot(file: DownloadFileDto): string {
    return file.path.slice(this.root().length);
  }

  protected async setPriority(file: DownloadFileDto, box: HTMLSelectElement): Promise<void> {
    const priority = box.value as FilePriority;
    this.wish(file.index, priority);
    try {
      await this.api.update(this.id(), { files: [{ index: file.index, priority }] });
    } catch (error) {
      box.value = file.priority;
      this.wish(file.index, null);
      this.notices.error(`${file.path}: ${describeFailure(error).detail}`);
    }
  }

  private wish(index: number, priority: FilePriority | null): void {
    this.wished.update((wished) => {
      const next = new Map(wished);
      if (priority === null) next.delete(index);
      else next.set(index, priority);
      return next;
    });
  }
}
