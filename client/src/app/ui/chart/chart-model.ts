/** What a chart shows, apart from how it is drawn: values over time, in series. */

/** A custom property of styles/tokens.css: `--bar-download`. */
export type ColourToken = `--${string}`;

export interface ChartSeries {
  /** In words, translated. */
  name: string;
  color: ColourToken;
  /** One for each time; null where nothing is known. */
  values: readonly (number | null)[];
}

/** Which steps the axis of values has: powers of 1024 for bytes and rates, of 10 for everything else. */
export type ValueSteps = 'binary' | 'decimal';

export interface ChartModel {
  kind: 'line' | 'bar';
  /** In milliseconds since 1970, rising. */
  times: readonly number[];
  series: readonly ChartSeries[];
  steps: ValueSteps;
  /** A value in words: `1.40 MiB/s`. */
  format: (value: number) => string;
  /** A time under the axis, and one that stands alone. */
  axisTime: (time: number) => string;
  wholeTime: (time: number) => string;
}

export function hasValues({ times, series }: Pick<ChartModel, 'times' | 'series'>): boolean {
  return times.length > 0 && series.some(({ values }) => values.some((value) => value !== null));
}
