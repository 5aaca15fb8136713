/** What matters about one download at a glance. */
import { Component, computed, inject, input } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { LiveSync } from '../live/live-sync';
import { MetadataProgress } from '../metadata/metadata-progress';
import { DownloadActions, isAllowed } from '../torrents/download-actions';
import { STATE_LOOKS } from '../ui/download-states';
import {
  NO_VALUE,
  formatBytes,
  formatDateTime,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
} from '../ui/format';
import { Icon } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import { DetailFeed } from './detail-feed';
import { PeerSources } from './peer-sources';
import { PiecesBar } from './pieces-bar';

@Component({
  selector: 'shoal-overview-tab',
  imports: [Icon, MetadataProgress, PeerSources, PiecesBar, ProgressBar],
  templateUrl: './overview-tab.html',
  styleUrls: ['./overview-facts.css', './overview-tab.css'],
})
export class OverviewTab {
  protected readonly actions = inject(DownloadActions);
  private readonly sync = inject(LiveSync);
  readonly row = input.required<DownloadDto>();
  protected readonly pieces = inject(DetailFeed).pieces;

  protected readonly tone = computed(() => STATE_LOOKS[this.row().state].tone);
  protected readonly percent = computed(() => formatPercent(this.row().progress));
  protected readonly addedAt = computed(() => Date.parse(this.row().addedAt));

  protected readonly figures = computed(() => {
    const row = this.row();
    const swarm = (own: number, all: number | null) =>
      all === null ? `${own}` : `${own} of ${all}`;
    return [
      { word: 'Down', value: formatRate(row.downloadRate) },
      { word: 'Up', value: formatRate(row.uploadRate) },
      { word: 'Time left', value: formatEta(row.etaSeconds) },
      { word: 'Downloaded', value: formatBytes(row.downloadedBytes) },
      { word: 'Uploaded', value: formatBytes(row.uploadedBytes) },
      { word: 'Ratio', value: formatRatio(row.ratio) },
      { word: 'Peers', value: swarm(row.peers, row.peersInSwarm) },
      { word: 'Seeds', value: swarm(row.seeds, row.seedsInSwarm) },
    ];
  });
  protected readonly facts = computed(() => {
    const row = this.row();
    return [
      { word: 'Folder', value: row.directory },
      ...(row.move
        ? [
            {
              word: row.move.returning ? 'Moving back' : 'Moving',
              value: `to ${row.move.directory}, ${formatPercent(row.move.progress)}`,
            },
          ]
        : []),
      ...(row.incompleteDirectory
        ? [{ word: 'Until complete', value: row.incompleteDirectory }]
        : []),
      { word: 'Added', value: formatDateTime(row.addedAt) },
      { word: 'Completed', value: formatDateTime(row.completedAt) },
      { word: 'Order', value: row.sequential ? 'First piece to last' : 'Rarest pieces first' },
      ...(row.category ? [{ word: 'Category', value: row.category }] : []),
      ...(row.tags.length > 0 ? [{ word: 'Tags', value: row.tags.join(', ') }] : []),
    ].filter(({ value }) => value !== NO_VALUE);
  });
  protected readonly amount = computed(() => {
    const row = this.row();
    const wanted =
      row.wantedBytes === row.totalBytes
        ? formatBytes(row.totalBytes)
        : `${formatBytes(row.wantedBytes)} wanted (${formatBytes(row.totalBytes)} in all)`;
    return `${formatBytes(row.completedBytes)} of ${wanted}`;
  });

  protected can(action: 'resume' | 'recheck'): boolean {
    return this.sync.isLive() && isAllowed(action, this.row());
  }
}
