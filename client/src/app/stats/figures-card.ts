/** The figures now, since the server's start, and of all time. Rates and counts follow the stream. */
import { Component, computed, inject } from '@angular/core';
import type { TrafficDto } from '@shared/dto/stats.js';
import { StatsApi } from '../api/stats-api';
import { polled } from '../live/polled';
import { SessionState } from '../live/session-state';
import {
  formatBytes,
  formatCount,
  formatDate,
  formatDuration,
  formatRatio,
  formatSpeed,
} from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { LoadState } from '../ui/load-state';

const EVERY_MS = 10_000;

interface Figure {
  word: string;
  value: string;
  icon?: IconName;
}

@Component({
  selector: 'shoal-figures-card',
  imports: [Icon, LoadState],
  templateUrl: './figures-card.html',
  styleUrls: ['../ui/card.css', './figures-card.css'],
})
export class FiguresCard {
  private readonly api = inject(StatsApi);
  private readonly session = inject(SessionState);
  protected readonly stats = polled({
    what: () => null,
    load: () => this.api.show(),
    everyMs: EVERY_MS,
  });

  protected readonly now = computed<Figure[] | null>(() => {
    const read = this.stats.value()?.now;
    const live = this.session.stats() ?? read;
    if (!read || !live) return null;
    const { activeDownloads, downloads } = live;
    return [
      { word: $localize`Down`, value: formatSpeed(live.downloadRate), icon: 'arrowDown' },
      { word: $localize`Up`, value: formatSpeed(live.uploadRate), icon: 'arrowUp' },
      {
        word: $localize`Active torrents`,
        value: $localize`${formatCount(activeDownloads)}:active: of ${formatCount(downloads)}:all:`,
      },
      { word: $localize`Connected peers`, value: formatCount(live.peers) },
    ];
  });

  protected readonly sinceStart = computed<Figure[] | null>(() => {
    const traffic = this.stats.value()?.sinceStart;
    if (!traffic) return null;
    const runs = { word: $localize`Running for`, value: formatDuration(traffic.seconds) };
    return [...movedWords(traffic), runs];
  });

  protected readonly allTime = computed<Figure[] | null>(() => {
    const traffic = this.stats.value()?.allTime;
    if (!traffic) return null;
    return [...movedWords(traffic), { word: $localize`Since`, value: formatDate(traffic.since) }];
  });

  protected readonly groups = [
    { heading: $localize`:statistics:Now`, figures: this.now },
    { heading: $localize`Since the start`, figures: this.sinceStart },
    { heading: $localize`All time`, figures: this.allTime },
  ];
}

function movedWords({
  downloadedBytes,
  uploadedBytes,
  ratio,
}: TrafficDto & { ratio: number | null }): Figure[] {
  return [
    { word: $localize`Downloaded`, value: formatBytes(downloadedBytes), icon: 'arrowDown' },
    { word: $localize`Uploaded`, value: formatBytes(uploadedBytes), icon: 'arrowUp' },
    { word: $localize`Ratio`, value: formatRatio(ratio) },
  ];
}
