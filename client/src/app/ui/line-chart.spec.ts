import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LOAD_CHARTS } from './chart/chart-frame';
import type { ChartModel, ChartSeries } from './chart/chart-model';
import { LineChart } from './line-chart';

const SERIES: ChartSeries[] = [
  { name: 'Download', color: '--bar-download', values: [1000, null] },
  { name: 'Upload', color: '--bar-upload', values: [5, 6] },
];

const drawn = vi.fn<(model: ChartModel) => void>();
const destroyed = vi.fn<() => void>();

class FakeChart {
  constructor(_canvas: HTMLCanvasElement, model: ChartModel) {
    drawn(model);
  }
  readonly draw = drawn;
  readonly destroy = destroyed;
}

function withCharts(load: () => Promise<typeof FakeChart>): void {
  TestBed.configureTestingModule({ providers: [{ provide: LOAD_CHARTS, useValue: load }] });
}

async function render(series: ChartSeries[]): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(LineChart);
  fixture.componentRef.setInput('times', [0, 60_000]);
  fixture.componentRef.setInput('series', series);
  fixture.componentRef.setInput('format', (value: number) => `${value} B/s`);
  fixture.componentRef.setInput('label', 'Speed');
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('a chart of lines', () => {
  beforeEach(() => {
    drawn.mockClear();
    destroyed.mockClear();
    withCharts(() => Promise.resolve(FakeChart));
  });

  it('says what it shows to those who do not see it', async () => {
    const element = await render(SERIES);
    const words = element.querySelector('canvas')?.getAttribute('aria-label');
    expect(words).toContain('Speed');
    expect(words).toContain('Upload: 6 B/s at the end');
    expect(drawn).toHaveBeenCalledOnce();
  });

  it('gives the same figures as a table', async () => {
    const element = await render(SERIES);
    element.querySelector('button')?.click();
    await TestBed.inject(ApplicationRef).whenStable();
    expect(destroyed).toHaveBeenCalledOnce();
    const cells = Array.from(element.querySelectorAll('td'), (cell) => cell.textContent.trim());
    expect(cells).toEqual(['1000 B/s', '5 B/s', '–', '6 B/s']);
  });

  it('says where there is nothing to show, in place of an empty plot', async () => {
    const element = await render([{ name: 'Download', color: '--bar-download', values: [null] }]);
    expect(element.textContent).toContain('Nothing to show yet.');
    expect(element.querySelector('canvas')).toBeNull();
  });

  it('is a table where what draws cannot be loaded', async () => {
    TestBed.resetTestingModule();
    withCharts(() => Promise.reject(new Error('another version')));
    const element = await render(SERIES);
    expect(element.querySelectorAll('tbody tr')).toHaveLength(2);
    expect(element.querySelector('canvas, button')).toBeNull();
  });
});
