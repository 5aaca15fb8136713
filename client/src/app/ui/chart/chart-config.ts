/**
 * How chart.js is to draw a chart. Nothing moves: a chart that is drawn anew every second would never rest. The second series
 * differs from the first in more than its colour: a line is dashed, a bar is hollow.
 */
import type { ChartConfiguration, ChartDataset, Scale, ScaleOptions, TooltipItem } from 'chart.js';
import { timeMarks, valueMarks } from './chart-axis';
import type { ChartModel, ChartSeries } from './chart-model';

export interface ChartPaint {
  /** One for each series. */
  series: readonly string[];
  text: string;
  grid: string;
  tooltip: string;
  tooltipText: string;
  font: string;
}

const DASHES: readonly number[][] = [[], [5, 3], [2, 2]];
const AXIS_FONT_PX = 11;
const PIXELS_A_TIME_MARK = 90;
const VALUE_STEPS = 4;

type Config = ChartConfiguration<'line' | 'bar', (number | { x: number; y: number })[], string>;

export function configOf(model: ChartModel, paint: ChartPaint): Config {
  return {
    type: model.kind,
    data: {
      labels: model.kind === 'bar' ? model.times.map(model.axisTime) : [],
      datasets: model.series.map((series, index) => datasetOf(model, series, index, paint)),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      font: { family: paint.font },
      layout: { padding: { top: 4, right: 4 } },
      plugins: { tooltip: tooltipOf(model, paint) },
      scales: { x: timeAxis(model, paint), y: valueAxis(model, paint) },
    },
  };
}

function datasetOf(
  { kind, times }: ChartModel,
  { name, values }: ChartSeries,
  index: number,
  { series }: ChartPaint,
): ChartDataset<'line' | 'bar', (number | { x: number; y: number })[]> {
  const colour = series[index] ?? '';
  if (kind === 'bar') {
    return {
      type: 'bar',
      label: name,
      data: values.map((value) => value ?? Number.NaN),
      backgroundColor: index === 0 ? colour : 'transparent',
      hoverBackgroundColor: index === 0 ? colour : 'transparent',
      borderColor: colour,
      borderWidth: index === 0 ? 0 : 1.5,
      borderRadius: 2,
      maxBarThickness: 26,
      categoryPercentage: 0.82,
      barPercentage: 0.9,
    };
  }
  return {
    type: 'line',
    label: name,
    data: times.map((x, place) => ({ x, y: values[place] ?? Number.NaN })),
    parsing: false,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.6,
    borderDash: DASHES[index % DASHES.length] ?? [],
    pointRadius: 0,
    pointHoverRadius: 3,
    tension: 0,
  };
}

function timeAxis(model: ChartModel, paint: ChartPaint): ScaleOptions<'linear' | 'category'> {
  const look = {
    border: { color: paint.grid },
    grid: { display: false },
    ticks: { color: paint.text, font: { size: AXIS_FONT_PX }, maxRotation: 0, autoSkipPadding: 16 },
  };
  if (model.kind === 'bar') return { type: 'category', ...look };
  const from = model.times[0] ?? 0;
  const to = model.times.at(-1) ?? 1;
  return {
    type: 'linear',
    ...look,
    min: from,
    max: Math.max(to, from + 1),
    ticks: { ...look.ticks, callback: (time: string | number) => model.axisTime(Number(time)) },
    afterBuildTicks: (scale: Scale) => {
      const most = Math.floor(scale.maxWidth / PIXELS_A_TIME_MARK);
      scale.ticks = timeMarks(from, to, most).map((value) => ({ value }));
    },
  };
}

function valueAxis(
  { series, steps, format }: ChartModel,
  paint: ChartPaint,
): ScaleOptions<'linear'> {
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const peak = known.reduce((one, other) => Math.max(one, other), 0);
  const marks = valueMarks(peak, VALUE_STEPS, steps);
  return {
    type: 'linear',
    min: 0,
    max: marks.at(-1),
    border: { display: false },
    grid: { color: paint.grid, drawTicks: false },
    ticks: {
      color: paint.text,
      font: { size: AXIS_FONT_PX },
      padding: 6,
      autoSkip: false,
      callback: (value: string | number) => format(Number(value)),
    },
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = marks.map((value) => ({ value }));
    },
  };
}

function tooltipOf({ times, wholeTime, format }: ChartModel, paint: ChartPaint): object {
  return {
    backgroundColor: paint.tooltip,
    titleColor: paint.tooltipText,
    bodyColor: paint.tooltipText,
    titleFont: { size: 12, weight: 600 },
    bodyFont: { size: 12 },
    padding: 8,
    cornerRadius: 4,
    boxPadding: 4,
    callbacks: {
      title: ([item]: TooltipItem<'line'>[]) => {
        const time = item && times[item.dataIndex];
        return time === undefined ? '' : wholeTime(time);
      },
      label: ({ dataset, parsed }: TooltipItem<'line'>) =>
        ` ${dataset.label ?? ''}: ${format(Number(parsed.y))}`,
    },
  };
}
