import { describe, expect, it } from 'vitest';
import type { ChartModel } from './chart-model';
import { summaryOf } from './chart-summary';

const model: ChartModel = {
  kind: 'line',
  times: [1, 2, 3],
  series: [
    { name: 'Download', color: '--bar-download', values: [null, 9, 4] },
    { name: 'Upload', color: '--bar-upload', values: [null, null, null] },
  ],
  steps: 'decimal',
  format: (value) => `${value} B/s`,
  axisTime: String,
  wholeTime: (time) => `${time} o'clock`,
};

describe('the words for a chart', () => {
  it('give the range, and of each line its end and its peak', () => {
    expect(summaryOf('Speed', model)).toBe(
      "Speed, 1 o'clock to 3 o'clock. Download: 4 B/s at the end, at most 9 B/s. Upload: unknown.",
    );
  });

  it('give the sum of bars', () => {
    expect(summaryOf('Traffic', { ...model, kind: 'bar' })).toContain(
      'Download: 13 B/s in all, at most 9 B/s.',
    );
  });

  it('say that there is nothing', () => {
    expect(summaryOf('Speed', { ...model, times: [] })).toBe('Speed. Nothing to show yet.');
  });
});
