/**
 * The pieces of a download from the first to the last: which are had, and below how many connected peers have each. A canvas,
 * since they may be many thousands; what it shows stands beside it in words.
 */
import {
  Component,
  DestroyRef,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { ThemeColours } from '../../ui/chart/theme-colours';
import { formatCount, formatNumber } from '../../ui/format';
import type { ColourToken } from '../../ui/chart/chart-model';
import { type Availability, type Pieces, haveShares, leastCopies } from '../bitfield';

const HAVE_HEIGHT_PX = 16;
const GAP_PX = 2;
const COPIES_HEIGHT_PX = 8;
/** The colour of one copy, as a share of that of the most. */
const FAINTEST = 0.3;

@Component({
  selector: 'shoal-pieces-map',
  template: `
    <canvas #canvas role="img" [attr.aria-label]="label()"></canvas>
    <p class="figures">
      <span class="key"><span class="swatch have"></span>{{ haveText() }}</span>
      @if (availability()) {
        <span class="key"><span class="swatch copies"></span>{{ copiesText() }}</span>
        @if (unreachable() > 0) {
          <span class="key"><span class="swatch missing"></span>{{ missingText() }}</span>
        }
      }
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
    }
    canvas {
      display: block;
      width: 100%;
      height: 26px;
    }
    p {
      display: flex;
      flex-wrap: wrap;
      gap: 2px var(--space-4);
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    .key {
      display: inline-flex;
      align-items: center;
      gap: 6px;
    }
    .swatch {
      width: 10px;
      height: 10px;
      border-radius: 2px;
    }
    .have {
      background: var(--bar-download);
    }
    .copies {
      background: var(--bar-upload);
    }
    .missing {
      background: var(--bar-error);
    }
  `,
})
export class PiecesMap {
  private readonly colours = inject(ThemeColours);
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');

  /** Null until they are known. */
  readonly pieces = input.required<Pieces | null>();
  readonly availability = input<Availability | null>(null);

  private readonly width = signal(0);
  private readonly had = computed(() => {
    const pieces = this.pieces();
    return pieces ? Math.round((haveShares(pieces, 1)[0] ?? 0) * pieces.count) : 0;
  });
  protected readonly unreachable = computed(() => this.availability()?.unreachablePieces ?? 0);
  protected readonly haveText = computed(() => {
    const pieces = this.pieces();
    if (!pieces) return $localize`Pieces`;
    const [had, count] = [formatCount(this.had()), formatCount(pieces.count)];
    return $localize`${had}:count: of ${count}:count of all: pieces`;
  });
  protected readonly copiesText = computed(() => {
    const copies = formatNumber(this.availability()?.distributedCopies ?? 0, 2);
    return $localize`${copies}:count: copies among connected peers`;
  });
  protected readonly missingText = computed(() => {
    const count = formatCount(this.unreachable());
    return $localize`${count}:count: missing pieces with nobody connected`;
  });
  protected readonly label = computed(() =>
    [
      this.haveText(),
      ...(this.availability() ? [this.copiesText()] : []),
      ...(this.unreachable() > 0 ? [this.missingText()] : []),
    ].join(', '),
  );

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
      this.colours.changes();
      this.draw(this.width(), this.pieces(), this.availability());
    });
  }

  private draw(width: number, pieces: Pieces | null, availability: Availability | null): void {
    const canvas = this.canvas().nativeElement;
    const context = width > 0 ? canvas.getContext('2d') : null;
    if (!context) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round((HAVE_HEIGHT_PX + GAP_PX + COPIES_HEIGHT_PX) * scale);
    const paint = (token: ColourToken, top: number, height: number) => ({
      colour: this.colours.read([token])[0] ?? '',
      top: Math.round(top * scale),
      height: Math.round(height * scale),
    });
    const columns = canvas.width;
    const shares = pieces ? haveShares(pieces, columns) : new Float32Array(columns);
    fill(context, paint('--bar-track', 0, HAVE_HEIGHT_PX), columns, () => 1);
    fill(context, paint('--bar-download', 0, HAVE_HEIGHT_PX), columns, (at) => shares[at] ?? 0);
    if (!pieces || !availability) return;
    const copies = leastCopies(availability, pieces.count, columns);
    const most = Math.max(1, ...copies);
    const below = HAVE_HEIGHT_PX + GAP_PX;
    fill(context, paint('--bar-track', below, COPIES_HEIGHT_PX), columns, () => 1);
    fill(context, paint('--bar-upload', below, COPIES_HEIGHT_PX), columns, (at) =>
      copies[at] ? FAINTEST + ((1 - FAINTEST) * copies[at]) / most : 0,
    );
    if (availability.unreachablePieces === 0) return;
    fill(context, paint('--bar-error', below, COPIES_HEIGHT_PX), columns, (at) =>
      copies[at] === 0 && (shares[at] ?? 0) < 1 ? 1 : 0,
    );
  }
}

/** Each column as strong as it says, from 0 to 1; neighbours that are alike in one stroke. */
function fill(
  context: CanvasRenderingContext2D,
  { colour, top, height }: { colour: string; top: number; height: number },
  columns: number,
  strength: (column: number) => number,
): void {
  context.fillStyle = colour;
  for (let start = 0; start < columns;) {
    const alpha = strength(start);
    let end = start + 1;
    while (end < columns && strength(end) === alpha) end += 1;
    context.globalAlpha = alpha;
    if (alpha > 0) context.fillRect(start, top, end - start, height);
    start = end;
  }
}
