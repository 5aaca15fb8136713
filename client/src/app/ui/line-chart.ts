/** Lines over time, such as rates. Set `--chart-height` for another height than 180 px. */
import { Component, computed, input } from '@angular/core';
import { ChartFrame } from './chart/chart-frame';
import type { ChartModel, ChartSeries, ValueSteps } from './chart/chart-model';
import { clockMark, clockMoment } from './chart/chart-times';

@Component({
  selector: 'shoal-line-chart',
  imports: [ChartFrame],
  template: `<shoal-chart-frame [model]="model()" [label]="label()" />`,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
  `,
})
export class LineChart {
  /** In milliseconds since 1970, rising. */
  readonly times = input.required<readonly number[]>();
  readonly series = input.required<readonly ChartSeries[]>();
  /** A value in words. */
  readonly format = input.required<(value: number) => string>();
  /** What it is a chart of. */
  readonly label = input.required<string>();
  readonly steps = input<ValueSteps>('binary');

  protected readonly model = computed<ChartModel>(() => ({
    kind: 'line',
    times: this.times(),
    series: this.series(),
    steps: this.steps(),
    format: this.format(),
    axisTime: clockMark,
    wholeTime: clockMoment,
  }));
}
