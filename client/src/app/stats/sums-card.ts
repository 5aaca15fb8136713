/** What the torrents of each tracker or category come to. Added up when something is added or removed, and now and then. */
import { Component, computed, inject, input, signal } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { Clock } from '../ui/clock';
import { formatBytes, formatCount, formatRatio } from '../ui/format';
import { Icon } from '../ui/icon';
import { type SumField, ratioOf, sortSums, sumsBy } from './download-sums';

const EVERY_MS = 10_000;
/** More are shown when asked for. */
const ROWS_AT_FIRST = 10;

const KEYS = {
  tracker: (row: DownloadDto) => row.trackerHosts,
  category: (row: DownloadDto) => (row.category === null ? [] : [row.category]),
} as const;

const WORDS = {
  tracker: {
    heading: $localize`By tracker`,
    key: $localize`Tracker`,
    none: $localize`No tracker`,
    note: $localize`A torrent with several trackers counts at each of them.`,
  },
  category: {
    heading: $localize`By category`,
    key: $localize`Category`,
    none: $localize`No category`,
    note: null,
  },
} as const;

@Component({
  selector: 'shoal-sums-card',
  imports: [Icon],
  templateUrl: './sums-card.html',
  styleUrls: ['../ui/card.css', './sums-card.css'],
})
export class SumsCard {
  readonly by = input.required<keyof typeof KEYS>();

  private readonly store = inject(DownloadStore);
  private readonly clock = inject(Clock);
  protected readonly phase = inject(LiveSync).phase;
  protected readonly sortField = signal<SumField>('uploadedBytes');
  protected readonly isWhole = signal(false);
  protected readonly words = computed(() => WORDS[this.by()]);
  protected readonly columns = computed<{ field: SumField; word: string }[]>(() => [
    { field: 'key', word: this.words().key },
    { field: 'downloads', word: $localize`Torrents` },
    { field: 'totalBytes', word: $localize`Size` },
    { field: 'downloadedBytes', word: $localize`Downloaded` },
    { field: 'uploadedBytes', word: $localize`Uploaded` },
    { field: 'ratio', word: $localize`Ratio` },
  ]);

  private readonly beat = computed(() => Math.floor(this.clock.now() / EVERY_MS));
  private readonly sums = computed(() => {
    this.store.structure();
    this.beat();
    return sumsBy(this.store.all(), KEYS[this.by()]);
  });
  private readonly sorted = computed(() => sortSums(this.sums(), this.sortField()));
  protected readonly rest = computed(() =>
    this.isWhole() ? 0 : Math.max(0, this.sums().length - ROWS_AT_FIRST),
  );
  protected readonly rows = computed(() =>
    this.sorted()
      .slice(0, this.isWhole() ? undefined : ROWS_AT_FIRST)
      .map((sum) => ({
        key: sum.key,
        name: sum.key || this.words().none,
        figures: [
          formatCount(sum.downloads),
          formatBytes(sum.totalBytes),
          formatBytes(sum.downloadedBytes),
          formatBytes(sum.uploadedBytes),
          formatRatio(ratioOf(sum)),
        ],
      })),
  );
}
