/**
 * Where the details are docked at the list, below it or at its right, and how large they are there: remembered for each
 * side. Where the window has no room beside the list they are below it, whatever was chosen; on a phone they are a page.
 */
import { Service, computed, inject, signal } from '@angular/core';
import { rememberedChoice, rememberedValue } from '../ui/preference';
import { Screen } from '../ui/screen';

export const DOCK_SIDES = ['bottom', 'right'] as const;
export type DockSide = (typeof DOCK_SIDES)[number];

interface SideLimits {
  usual: number;
  least: number;
  /** What stays the list's of the page. */
  listLeast: number;
}

const LIMITS: Record<DockSide, SideLimits> = {
  bottom: { usual: 320, least: 160, listLeast: 200 },
  right: { usual: 480, least: 320, listLeast: 380 },
};
const STEP_PX = 24;

@Service()
export class DetailDock {
  private readonly screen = inject(Screen);
  private readonly choice = rememberedChoice('details-side', DOCK_SIDES);
  private readonly sizes = rememberedValue('details-sizes', parseSizes, { isLocal: true });
  /** Of the page without its rail, in pixels. */
  private readonly room = signal({ width: Infinity, height: Infinity });

  readonly canDockRight = this.screen.isWide;
  readonly side = computed<DockSide>(() =>
    this.choice.value() === 'right' && this.canDockRight() ? 'right' : 'bottom',
  );
  readonly least = computed(() => LIMITS[this.side()].least);
  readonly most = computed(() => {
    const { least, listLeast } = LIMITS[this.side()];
    const { width, height } = this.room();
    return Math.max(least, (this.side() === 'right' ? width : height) - listLeast);
  });
  /** In pixels: what was chosen, as far as there is room for it. */
  readonly size = computed(() => this.bounded(this.sizes.value()[this.side()]));

  dock(side: DockSide): void {
    this.choice.choose(side);
  }

  measure(room: { width: number; height: number }): void {
    this.room.set(room);
  }

  resize(size: number): void {
    this.sizes.keep({ ...this.sizes.value(), [this.side()]: this.bounded(size) });
  }

  /** Some steps larger, or smaller where negative. */
  resizeBy(steps: number): void {
    this.resize(this.size() + steps * STEP_PX);
  }

  resetSize(): void {
    this.resize(LIMITS[this.side()].usual);
  }

  private bounded(size: number): number {
    return Math.round(Math.min(this.most(), Math.max(this.least(), size)));
  }
}

function parseSizes(kept: unknown): Record<DockSide, number> {
  const sizes = (typeof kept === 'object' && kept) as Partial<Record<DockSide, unknown>> | false;
  const sizeOf = (side: DockSide) => {
    const size = sizes && sizes[side];
    return typeof size === 'number' && Number.isFinite(size) ? size : LIMITS[side].usual;
  };
  return { bottom: sizeOf('bottom'), right: sizeOf('right') };
}
