/** Several downloads at once in the place of the details of one: their sums, what they share, and what can be done to all. */
import { Component, computed, inject, input } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { type Action, DownloadActions, isAllowed } from '../torrents/download-actions';
import { Clock } from '../ui/clock';
import { STATE_LOOKS } from '../ui/download-states';
import {
  NO_VALUE,
  formatBytes,
  formatCount,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
} from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import { type Shared, shared, sumUp } from './selection-sums';

const ACTIONS: readonly { action: Action; word: string; icon: IconName }[] = [
  { action: 'resume', word: $localize`Resume`, icon: 'play' },
  { action: 'pause', word: $localize`Pause`, icon: 'pause' },
  { action: 'recheck', word: $localize`Check data`, icon: 'checking' },
  { action: 'reannounce', word: $localize`Ask for peers`, icon: 'tracker' },
];

@Component({
  selector: 'shoal-selection-summary',
  imports: [Icon, ProgressBar],
  templateUrl: './selection-summary.html',
  styleUrls: ['./overview-facts.css', './selection-summary.css'],
})
export class SelectionSummary {
  private readonly store = inject(DownloadStore);
  private readonly clock = inject(Clock);
  protected readonly actions = inject(DownloadActions);
  protected readonly sync = inject(LiveSync);
  readonly ids = input.required<ReadonlySet<string>>();

  /** Looked at once a second and not with each frame: they may be thousands. */
  private readonly rows = computed(() => {
    this.clock.now();
    this.store.structure();
    const rows: DownloadDto[] = [];
    for (const id of this.ids()) {
      const row = this.store.peek(id);
      if (row) rows.push(row);
    }
    return rows;
  });
  protected readonly sums = computed(() => sumUp(this.rows()));
  protected readonly states = computed(() =>
    [...this.sums().states].map(([state, count]) => {
      const { icon, tone, word } = STATE_LOOKS[state];
      return { icon, tone, word: `${formatCount(count)} ${word}` };
    }),
  );
  protected readonly figures = computed(() => {
    const sums = this.sums();
    return [
      { word: $localize`Down`, value: formatRate(sums.downloadRate) },
      { word: $localize`Up`, value: formatRate(sums.uploadRate) },
      { word: $localize`Time left`, value: formatEta(sums.etaSeconds) },
      { word: $localize`Downloaded`, value: formatBytes(sums.downloadedBytes) },
      { word: $localize`Uploaded`, value: formatBytes(sums.uploadedBytes) },
      { word: $localize`Ratio`, value: formatRatio(sums.ratio) },
      { word: $localize`Peers`, value: formatCount(sums.peers) },
      { word: $localize`Seeds`, value: formatCount(sums.seeds) },
    ];
  });
  protected readonly facts = computed(() => {
    const rows = this.rows();
    const fact = <T>(
      word: string,
      valueOf: (row: DownloadDto) => T,
      format: (value: T) => string,
    ) => ({
      word,
      ...describe(shared(rows, valueOf), format),
    });
    const text = (value: string | null) => value || NO_VALUE;
    const limit = (value: number | null) => (value === null ? $localize`none` : formatRate(value));
    return [
      fact($localize`Folder`, (row) => row.directory, text),
      fact($localize`Category`, (row) => row.category, text),
      fact(
        $localize`Tags`,
        (row) => row.tags,
        (tags) => text(tags.join(', ')),
      ),
      fact($localize`Download limit`, (row) => row.downloadLimit, limit),
      fact($localize`Upload limit`, (row) => row.uploadLimit, limit),
      fact($localize`Added by`, (row) => row.addedBy, text),
    ];
  });

  protected readonly offered = ACTIONS;
  protected readonly bytes = formatBytes;
  protected readonly percent = formatPercent;

  protected can(action: Action): boolean {
    return this.sync.isLive() && this.rows().some((row) => isAllowed(action, row));
  }
}

function describe<T>(
  value: Shared<T> | null,
  format: (value: T) => string,
): { value: string; isMixed: boolean } {
  if (!value) return { value: NO_VALUE, isMixed: false };
  if (value.kind === 'same') return { value: format(value.value), isMixed: false };
  return { value: $localize`${formatCount(value.values)}:count: different`, isMixed: true };
}
