/** Bars side by side for spans of time, such as what was moved in each hour. Set `--chart-height` for another height. */
import { Component, computed, input } from '@angular/core';
import { ChartFrame } from './chart/chart-frame';
import type { ChartModel, ChartSeries, ValueSteps } from './chart/chart-model';

@Component({
  selector: 'shoal-bar-chart',
  imports: [ChartFrame],
  template: `<shoal-chart-frame [model]="model()" [label]="label()" />`,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
  `,
})
export class BarChart {
  /** When each span begins, in milliseconds since 1970, rising. */
  readonly times = input.required<readonly number[]>();
  readonly series = input.required<readonly ChartSeries[]>();
  readonly format = input.required<(value: number) => string>();
  readonly label = input.required<string>();
  /** A span in words: short under its bar, and whole in the table. */
  readonly axisTime = input.required<(time: number) => string>();
  readonly wholeTime = input.required<(time: number) => string>();
  readonly steps = input<ValueSteps>('binary');

  protected readonly model = computed<ChartModel>(() => ({
    kind: 'bar',
    times: this.times(),
    series: this.series(),
    steps: this.steps(),
    format: this.format(),
    axisTime: this.axisTime(),
    wholeTime: this.wholeTime(),
  }));
}
