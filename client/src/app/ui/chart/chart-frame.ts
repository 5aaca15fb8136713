/**
 * A chart with what belongs to it: the names of its series, its words for those who do not see it, and the same figures as a
 * table. Where chart.js cannot be loaded the table is what there is.
 */
import {
  Component,
  DestroyRef,
  type ElementRef,
  InjectionToken,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Icon } from '../icon';
import type { DrawnChart } from './chart-library';
import { type ChartModel, type ColourToken, hasValues } from './chart-model';
import { summaryOf } from './chart-summary';
import { ChartTable } from './chart-table';
import { ThemeColours } from './theme-colours';

const LOOK: readonly ColourToken[] = [
  '--text-muted',
  '--line',
  '--surface-inverse',
  '--text-inverse',
];

/** Gives what draws; tests put their own in its place, since they have no canvas. */
export const LOAD_CHARTS = new InjectionToken<() => Promise<typeof DrawnChart>>('chart.js', {
  factory: () => async () => (await import('./chart-library')).DrawnChart,
});

@Component({
  selector: 'shoal-chart-frame',
  imports: [ChartTable, Icon],
  host: { role: 'group', '[attr.aria-label]': 'label()' },
  templateUrl: './chart-frame.html',
  styleUrl: './chart-frame.css',
})
export class ChartFrame {
  readonly model = input.required<ChartModel>();
  readonly label = input.required<string>();

  private readonly colours = inject(ThemeColours);
  private readonly loadCharts = inject(LOAD_CHARTS);
  private readonly canvas = viewChild<ElementRef<HTMLCanvasElement>>('canvas');
  private readonly library = signal<typeof DrawnChart | null>(null);
  protected readonly cannotDraw = signal(false);
  private readonly wantsTable = signal(false);
  private drawn: DrawnChart | null = null;

  protected readonly isTable = computed(() => this.wantsTable() || this.cannotDraw());
  protected readonly isEmpty = computed(() => !hasValues(this.model()));
  protected readonly summary = computed(() => summaryOf(this.label(), this.model()));

  constructor() {
    void this.load();
    effect(() => this.draw());
    inject(DestroyRef).onDestroy(() => this.drawn?.destroy());
  }

  protected toggleTable(): void {
    this.wantsTable.update((wants) => !wants);
  }

  private async load(): Promise<void> {
    try {
      this.library.set(await this.loadCharts());
    } catch {
      // The server has another version by now, or is away.
      this.cannotDraw.set(true);
    }
  }

  private draw(): void {
    const Library = this.library();
    const canvas = this.canvas()?.nativeElement;
    const model = this.model();
    this.colours.changes();
    if (!Library || !canvas) {
      this.drawn?.destroy();
      this.drawn = null;
      return;
    }
    const paint = this.paint(canvas, model);
    if (this.drawn) this.drawn.draw(model, paint);
    else this.drawn = new Library(canvas, model, paint);
  }

  private paint(canvas: HTMLCanvasElement, { series }: ChartModel) {
    const tokens = [...LOOK, ...series.map(({ color }) => color)];
    const [text = '', grid = '', tooltip = '', tooltipText = '', ...ofSeries] =
      this.colours.read(tokens);
    const font = getComputedStyle(canvas).fontFamily;
    return { series: ofSeries, text, grid, tooltip, tooltipText, font };
  }
}
