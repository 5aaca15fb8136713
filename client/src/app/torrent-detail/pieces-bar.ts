/** The pieces that are had, from the first to the last, as one bar: the fuller a column, the more of its pieces. */
import type { ElementRef } from '@angular/core';
import {
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Theme } from '../ui/theme';
import { formatCount } from '../ui/format';
import { type Pieces, haveShares } from './bitfield';

@Component({
  selector: 'shoal-pieces-bar',
  template: `<canvas #canvas role="img" [attr.aria-label]="label()"></canvas>
    <span class="figures">{{ label() }}</span>`,
  styles: `
    :host {
      display: grid;
      gap: 4px;
    }
    canvas {
      display: block;
      width: 100%;
      height: 14px;
      border-radius: 3px;
      background: var(--bar-track);
      color: var(--bar-download);
    }
    span {
      color: var(--text-muted);
      font-size: var(--size-small);
    }
  `,
})
export class PiecesBar {
  private readonly theme = inject(Theme);
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');

  /** Null until they are known. */
  readonly pieces = input.required<Pieces | null>();

  private readonly width = signal(0);
  private readonly had = computed(() => {
    const pieces = this.pieces();
    return pieces ? Math.round((haveShares(pieces, 1)[0] ?? 0) * pieces.count) : 0;
  });
  protected readonly label = computed(() => {
    const pieces = this.pieces();
    return pieces ? `${formatCount(this.had())} of ${formatCount(pieces.count)} pieces` : 'Pieces';
  });

  constructor() {
    const observer =
      typeof ResizeObserver === 'undefined'
        ? null
        : new ResizeObserver(([entry]) =>
            this.width.set(Math.round(entry?.contentRect.width ?? 0)),
          );
    inject(DestroyRef).onDestroy(() => observer?.disconnect());
    effect(() => observer?.observe(this.canvas().nativeElement));
    effect(() => {
      this.theme.current();
      this.draw(this.pieces(), this.width());
    });
  }

  private draw(pieces: Pieces | null, width: number): void {
    const canvas = this.canvas().nativeElement;
    const context = width > 0 ? canvas.getContext('2d') : null;
    if (!context) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(14 * scale);
    if (!pieces) return;
    context.fillStyle = getComputedStyle(canvas).color;
    const shares = haveShares(pieces, canvas.width);
    for (let column = 0; column < shares.length; column += 1) {
      context.globalAlpha = shares[column] ?? 0;
      context.fillRect(column, 0, 1, canvas.height);
    }
  }
}
