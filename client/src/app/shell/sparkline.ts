/** Total rates of the last minute as two lines on one scale. Decoration: the figures stand beside it. */
import { Component, computed, input } from '@angular/core';
import { type RateSample, SAMPLES } from '../live/rate-history';

const WIDTH = 120;
const HEIGHT = 28;
/** Room above the peak: a steady rate is then a line and no block. */
const HEADROOM = 6;
const STEP = WIDTH / (SAMPLES - 1);
/** Below this the lines lie low, so that a trickle does not look like a flood. */
const LEAST_SCALE_BYTES_PER_SECOND = 64 * 1024;

@Component({
  selector: 'shoal-sparkline',
  host: { 'aria-hidden': 'true' },
  template: `
    <svg [attr.viewBox]="viewBox" preserveAspectRatio="none">
      <path class="fill" [attr.d]="area()" />
      <path class="download" [attr.d]="download()" />
      <path class="upload" [attr.d]="upload()" />
    </svg>
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
    }
    path {
      fill: none;
      stroke-width: 1.4;
      stroke-linejoin: round;
      vector-effect: non-scaling-stroke;
    }
    .fill {
      fill: var(--accent-soft);
    }
    .download {
      stroke: var(--bar-download);
    }
    .upload {
      stroke: var(--bar-upload);
    }
  `,
})
export class Sparkline {
  readonly samples = input.required<RateSample[]>();
  protected readonly viewBox = `0 0 ${WIDTH} ${HEIGHT}`;

  private readonly scale = computed(() => {
    let peak = LEAST_SCALE_BYTES_PER_SECOND;
    for (const { download, upload } of this.samples()) peak = Math.max(peak, download, upload);
    return (HEIGHT - 1 - HEADROOM) / peak;
  });

  protected readonly download = computed(() => this.line((sample) => sample.download));
  protected readonly upload = computed(() => this.line((sample) => sample.upload));
  protected readonly area = computed(() => {
    const line = this.download();
    return line && `${line}V${HEIGHT}H${this.start().toFixed(1)}z`;
  });
  /** Where the oldest sample stands: the newest is always at the right edge. */
  private readonly start = computed(() => WIDTH - (this.samples().length - 1) * STEP);

  private line(value: (sample: RateSample) => number): string {
    const samples = this.samples();
    if (samples.length < 2) return '';
    const points = samples.map((sample, index) => {
      const y = HEIGHT - 1 - value(sample) * this.scale();
      return `${(this.start() + index * STEP).toFixed(1)},${y.toFixed(1)}`;
    });
    return `M${points.join('L')}`;
  }
}
