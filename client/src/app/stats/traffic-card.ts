/** How much was moved in each hour, day or month, as bars and as a table. */
import { Component, computed, inject, signal } from '@angular/core';
import { TRAFFIC_PERIODS, type TrafficPeriod } from '@shared/dto/stats.js';
import { StatsApi } from '../api/stats-api';
import { polled } from '../live/polled';
import { BarChart } from '../ui/bar-chart';
import type { ChartSeries } from '../ui/chart/chart-model';
import { formatBytes } from '../ui/format';
import { LoadState } from '../ui/load-state';
import { rememberedChoice } from '../ui/preference';
import { RANGES, type Traffic, fillIn, periodsOf } from './traffic-ranges';
import { PERIOD_WORDS, markOf, rangeWords, wordsOfPeriod } from './traffic-words';

const EVERY_MS = 60_000;

@Component({
  selector: 'shoal-traffic-card',
  imports: [BarChart, LoadState],
  templateUrl: './traffic-card.html',
  styleUrls: ['../ui/card.css', './traffic-card.css'],
})
export class TrafficCard {
  private readonly api = inject(StatsApi);
  private readonly choice = rememberedChoice<TrafficPeriod>('traffic-period', TRAFFIC_PERIODS);
  private readonly counts = signal<Record<TrafficPeriod, number>>({
    hour: RANGES.hour[0],
    day: RANGES.day[0],
    month: RANGES.month[0],
  });

  protected readonly period = this.choice.value.asReadonly();
  protected readonly count = computed(() => this.counts()[this.period()]);
  protected readonly periods = TRAFFIC_PERIODS.map((period) => ({
    period,
    word: PERIOD_WORDS[period],
  }));
  protected readonly ranges = computed(() =>
    RANGES[this.period()].map((count) => ({ count, word: rangeWords(this.period(), count) })),
  );

  protected readonly read = polled({
    what: () => ({ period: this.period(), count: this.count() }),
    load: async (range) => {
      const times = periodsOf(range, Date.now());
      const from = new Date(times[0] ?? 0).toISOString();
      const { entries } = await this.api.history({ period: range.period, from });
      return { period: range.period, ...fillIn(times, entries) };
    },
    everyMs: EVERY_MS,
  });
  protected readonly series = computed(() => seriesOf(this.read.value()));
  protected readonly total = computed(() => {
    const traffic = this.read.value();
    const sum = (values: number[] = []) => values.reduce((one, other) => one + other, 0);
    return {
      down: formatBytes(sum(traffic?.downloaded)),
      up: formatBytes(sum(traffic?.uploaded)),
    };
  });
  private readonly shownPeriod = computed(() => this.read.value()?.period ?? 'hour');
  protected readonly axisTime = computed(() => markOf(this.shownPeriod()));
  protected readonly wholeTime = computed(() => wordsOfPeriod(this.shownPeriod()));
  protected readonly format = formatBytes;

  protected choosePeriod(period: TrafficPeriod): void {
    this.choice.choose(period);
  }

  protected chooseCount(text: string): void {
    this.counts.update((counts) => ({ ...counts, [this.period()]: Number(text) }));
  }
}

function seriesOf(traffic: Traffic | null): ChartSeries[] {
  return [
    {
      name: $localize`Downloaded`,
      color: '--bar-download',
      values: traffic?.downloaded ?? [],
    },
    { name: $localize`Uploaded`, color: '--bar-upload', values: traffic?.uploaded ?? [] },
  ];
}
