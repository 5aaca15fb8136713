/** The total rates of the last minutes as a large graph, with what they come to. */
import { Component, computed, inject } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { RateHistory, type RateSample } from '../live/rate-history';
import { SessionState } from '../live/session-state';
import { formatCount, formatSpeed } from '../ui/format';
import { LineChart } from '../ui/line-chart';
import { LimitStatus } from './limit-status';

type Direction = 'download' | 'upload';

@Component({
  selector: 'shoal-speed-dialog',
  imports: [LimitStatus, LineChart, MatDialogModule, RouterLink],
  template: `
    <h2 mat-dialog-title i18n>Speed</h2>
    <mat-dialog-content class="figures">
      <shoal-line-chart
        i18n-label
        label="Total rates of the last ten minutes"
        [times]="times()"
        [series]="series()"
        [format]="format"
      />
      <table>
        <thead>
          <tr>
            <th scope="col"><span class="hidden" i18n>Direction</span></th>
            <th scope="col" i18n="rate at this moment">Now</th>
            <th scope="col" i18n="mean rate">Mean</th>
            <th scope="col" i18n="highest rate">Peak</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.word) {
            <tr>
              <th scope="row">{{ row.word }}</th>
              <td>{{ format(row.now) }}</td>
              <td>{{ format(row.mean) }}</td>
              <td>{{ format(row.peak) }}</td>
            </tr>
          }
        </tbody>
      </table>
      @if (session.stats(); as stats) {
        <p class="muted" i18n>
          {stats.activeDownloads, plural,
            =1 {1 torrent moves data}
            other {{{ formatCount(stats.activeDownloads) }} torrents move data}
          }
          with
          {stats.peers, plural, =1 {1 peer} other {{{ formatCount(stats.peers) }} peers}}
        </p>
      }
      <shoal-limit-status />
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <a class="button quiet" mat-dialog-close routerLink="/stats" i18n>Longer times</a>
      <button class="button primary" type="button" mat-dialog-close i18n>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    shoal-line-chart {
      --chart-height: 220px;
    }
    table {
      width: 100%;
      margin: var(--space-3) 0;
      border-collapse: collapse;
    }
    th,
    td {
      padding: 4px 8px;
      border-bottom: 1px solid var(--line);
      text-align: end;
    }
    th[scope='row'] {
      text-align: start;
    }
  `,
})
export class SpeedDialog {
  private readonly history = inject(RateHistory);
  protected readonly session = inject(SessionState);
  protected readonly format = formatSpeed;
  protected readonly formatCount = formatCount;

  protected readonly times = computed(() => this.history.all().map(({ time }) => time));
  protected readonly series = computed(() => [
    {
      name: $localize`Download`,
      color: '--download' as const,
      values: this.history.all().map(({ download }) => download),
    },
    {
      name: $localize`Upload`,
      color: '--upload' as const,
      values: this.history.all().map(({ upload }) => upload),
    },
  ]);
  protected readonly rows = computed(() => [
    { word: $localize`Download`, ...figuresOf(this.history.all(), 'download') },
    { word: $localize`Upload`, ...figuresOf(this.history.all(), 'upload') },
  ]);
}

function figuresOf(
  samples: readonly RateSample[],
  direction: Direction,
): { now: number; mean: number; peak: number } {
  let sum = 0;
  let peak = 0;
  for (const sample of samples) {
    sum += sample[direction];
    peak = Math.max(peak, sample[direction]);
  }
  return {
    now: samples.at(-1)?.[direction] ?? 0,
    mean: samples.length === 0 ? 0 : sum / samples.length,
    peak,
  };
}
