/** A chart in a sentence or two, for those who do not see it: what it is of, from when to when, and each series. Pure. */
import { type ChartModel, type ChartSeries, hasValues } from './chart-model';

export function summaryOf(label: string, model: ChartModel): string {
  const { times, wholeTime } = model;
  const from = times[0];
  const to = times.at(-1);
  if (from === undefined || to === undefined || !hasValues(model)) {
    return $localize`${label}:label:. Nothing to show yet.`;
  }
  const span = $localize`${label}:label:, ${wholeTime(from)}:from: to ${wholeTime(to)}:to:.`;
  return [span, ...model.series.map((series) => wordsOf(series, model))].join(' ');
}

/** Of lines the last value matters, of bars their sum. */
function wordsOf({ name, values }: ChartSeries, { kind, format }: ChartModel): string {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return $localize`${name}:series:: unknown.`;
  const most = known.reduce((one, other) => Math.max(one, other));
  if (kind === 'bar') {
    const sum = known.reduce((one, other) => one + other, 0);
    return $localize`${name}:series:: ${format(sum)}:sum: in all, at most ${format(most)}:most:.`;
  }
  return $localize`${name}:series:: ${format(last)}:last: at the end, at most ${format(most)}:most:.`;
}
