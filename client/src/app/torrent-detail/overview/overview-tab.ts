/** What matters about one download at a glance. */
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { SessionState } from '../../live/session-state';
import { MetadataProgress } from '../../metadata/metadata-progress';
import { STATE_LOOKS } from '../../ui/download-states';
import {
  formatBytes,
  formatCount,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
  formatSpeed,
} from '../../ui/format';
import { Icon } from '../../ui/icon';
import { LineChart } from '../../ui/line-chart';
import { Notices } from '../../ui/notices';
import { ProgressBar } from '../../ui/progress-bar';
import { DetailFeed } from '../detail-feed';
import { RateRecord } from '../rate-record';
import { type Fact, factsOf } from './download-facts';
import { PeerSources } from './peer-sources';
import { PiecesMap } from './pieces-map';
import { SlowHints } from './slow-hints';
import { slowReasons } from './slow-reasons';
import { SwarmReadings } from './swarm-readings';

@Component({
  selector: 'shoal-overview-tab',
  imports: [Icon, LineChart, MetadataProgress, PeerSources, PiecesMap, ProgressBar, SlowHints],
  providers: [SwarmReadings],
  templateUrl: './overview-tab.html',
  styleUrls: ['../overview-facts.css', './overview-tab.css'],
})
export class OverviewTab {
  private readonly clipboard = inject(Clipboard);
  private readonly notices = inject(Notices);
  private readonly session = inject(SessionState);
  private readonly record = inject(RateRecord);
  private readonly readings = inject(SwarmReadings);
  private readonly feed = inject(DetailFeed);
  readonly row = input.required<DownloadDto>();
  private readonly id = computed(() => this.row().id);
  private readonly isWhole = computed(() => this.row().metadata === null);

  protected readonly pieces = this.feed.pieces;
  /** Where nobody is connected there is nothing to tell. */
  protected readonly availability = computed(() =>
    this.row().peers > 0 ? this.feed.availability() : null,
  );
  protected readonly sources = computed(() => this.readings.current().sources);
  /** Read for another download: not yet of this one. */
  private readonly known = computed(() => {
    const readings = this.readings.current();
    return readings.id === this.id() ? readings : null;
  });

  protected readonly tone = computed(() => STATE_LOOKS[this.row().state].tone);
  protected readonly percent = computed(() => formatPercent(this.row().progress));
  protected readonly addedAt = computed(() => Date.parse(this.row().addedAt));
  protected readonly hasTrackers = computed(() => this.known()?.trackers?.length !== 0);

  protected readonly reasons = computed(() =>
    slowReasons({
      row: this.row(),
      trackers: this.known()?.trackers ?? null,
      sources: this.known()?.sources ?? null,
      unreachablePieces: this.availability()?.unreachablePieces ?? null,
      stats: this.session.stats(),
      settings: this.session.settings(),
    }),
  );
  protected readonly figures = computed(() => {
    const row = this.row();
    const swarm = (own: number, all: number | null) =>
      all === null
        ? formatCount(own)
        : $localize`${formatCount(own)}:count: of ${formatCount(all)}:count of all:`;
    return [
      { word: $localize`Down`, value: formatRate(row.downloadRate) },
      { word: $localize`Up`, value: formatRate(row.uploadRate) },
      { word: $localize`Time left`, value: formatEta(row.etaSeconds) },
      { word: $localize`Downloaded`, value: formatBytes(row.downloadedBytes) },
      { word: $localize`Uploaded`, value: formatBytes(row.uploadedBytes) },
      { word: $localize`Ratio`, value: formatRatio(row.ratio) },
      { word: $localize`Peers`, value: swarm(row.peers, row.peersInSwarm) },
      { word: $localize`Seeds`, value: swarm(row.seeds, row.seedsInSwarm) },
    ];
  });
  /** Null while nothing has moved yet. */
  protected readonly rates = computed(() => {
    const rates = this.record.of(this.id());
    const hasMoved = [...(rates?.download ?? []), ...(rates?.upload ?? [])].some(Boolean);
    return hasMoved ? rates : null;
  });
  protected readonly series = computed(() => {
    const rates = this.rates();
    if (!rates) return [];
    return [
      { name: $localize`Down`, color: '--bar-download' as const, values: rates.download },
      { name: $localize`Up`, color: '--bar-upload' as const, values: rates.upload },
    ];
  });
  protected readonly facts = computed(() =>
    factsOf({
      row: this.row(),
      torrent: this.known()?.torrent ?? null,
      settings: this.session.settings(),
      areAlternative: this.session.stats()?.alternativeLimits ?? false,
    }),
  );
  protected readonly amount = computed(() => {
    const row = this.row();
    const [completed, wanted] = [formatBytes(row.completedBytes), formatBytes(row.wantedBytes)];
    return row.wantedBytes === row.totalBytes
      ? $localize`${completed}:size: of ${wanted}:size of all:`
      : $localize`${completed}:size: of ${wanted}:size of what is wanted: wanted, ${formatBytes(row.totalBytes)}:size of all: in all`;
  });

  protected readonly formatSpeed = formatSpeed;

  constructor() {
    this.readings.follow(this.id, this.isWhole);
  }

  protected copy({ copied = '' }: Fact): void {
    if (this.clipboard.copy(copied)) this.notices.info($localize`Copied.`);
    else this.notices.error($localize`The browser did not let Shoal copy.`);
  }

  protected copyWord({ word }: Fact): string {
    return $localize`Copy: ${word}:what:`;
  }
}
