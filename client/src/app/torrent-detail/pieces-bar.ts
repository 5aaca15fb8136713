/**
 * The pieces that are had, from the first to the last, as one bar: the fuller a column, the more of its pieces.
 * The event stream has no pieces, so they are read again when the completed bytes moved, at most every few
 * seconds.
 */
import type { ElementRef } from '@angular/core';
import {
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { DownloadPiecesDto } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { Theme } from '../ui/theme';
import { formatCount } from '../ui/format';
import { haveShares } from './bitfield';

const LEAST_INTERVAL_MS = 3000;

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
  private readonly api = inject(DownloadApi);
  private readonly theme = inject(Theme);
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');

  readonly id = input.required<string>();
  readonly completedBytes = input.required<number>();

  private readonly pieces = signal<DownloadPiecesDto | null>(null);
  private readonly width = signal(0);
  private readonly had = computed(() => {
    const pieces = this.pieces();
    return pieces ? Math.round((haveShares(pieces, 1)[0] ?? 0) * pieces.count) : 0;
  });
  protected readonly label = computed(() => {
    const pieces = this.pieces();
    return pieces ? `${formatCount(this.had())} of ${formatCount(pieces.count)} pieces` : 'Pieces';
  });

  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastRead = { id: '', at: 0 };

  constructor() {
    const observer =
      typeof ResizeObserver === 'undefined'
        ? null
        : new ResizeObserver(([entry]) =>
            this.width.set(Math.round(entry?.contentRect.width ?? 0)),
          );
    inject(DestroyRef).onDestroy(() => {
      observer?.disconnect();
      clearTimeout(this.timer);
    });
    effect(() => observer?.observe(this.canvas().nativeElement));
    effect(() => {
      const id = this.id();
      this.completedBytes();
      untracked(() => this.readSoon(id));
    });
    effect(() => {
      this.theme.current();
      this.draw(this.pieces(), this.width());
    });
  }

  private readSoon(id: string): void {
    const isOther = id !== this.lastRead.id;
    if (isOther) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.pieces.set(null);
    }
    if (this.timer !== undefined) return;
    const wait = isOther ? 0 : this.lastRead.at + LEAST_INTERVAL_MS - Date.now();
    this.lastRead = { id, at: isOther ? 0 : this.lastRead.at };
    this.timer = setTimeout(() => void this.read(id), Math.max(0, wait));
  }

  private async read(id: string): Promise<void> {
    this.timer = undefined;
    this.lastRead = { id, at: Date.now() };
    try {
      const pieces = await this.api.pieces(id);
      if (id === this.id()) this.pieces.set(pieces);
    } catch {
      // The bar stays as it was; the connection banner or the list tells what is wrong.
    }
  }

  private draw(pieces: DownloadPiecesDto | null, width: number): void {
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
