/** The parts of chart.js that are in use, registered. Loaded when the first chart is shown, never before. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import { type ChartPaint, configOf } from './chart-config';
import type { ChartModel } from './chart-model';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  Tooltip,
);

/** A chart on a canvas, that can be drawn anew with other values or colours. */
export class DrawnChart {
  private readonly chart: Chart;

  constructor(canvas: HTMLCanvasElement, model: ChartModel, paint: ChartPaint) {
    this.chart = new Chart(canvas, configOf(model, paint));
  }

  draw(model: ChartModel, paint: ChartPaint): void {
    const { data, options } = configOf(model, paint);
    this.chart.data = data;
    this.chart.options = options as never;
    this.chart.update('none');
  }

  destroy(): void {
    this.chart.destroy();
  }
}
