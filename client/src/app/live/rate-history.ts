/** Total rates of the last ten minutes, one sample a second, oldest first: what the live graphs draw. */
import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { LiveSync } from './live-sync';
import { SessionState } from './session-state';

/** Of the small graph: the last minute. */
export const SAMPLES = 60;
const MOST_SAMPLES = 600;
const SAMPLE_INTERVAL_MS = 1000;

export interface RateSample {
  /** Milliseconds since 1970. */
  time: number;
  download: number;
  upload: number;
}

@Service()
export class RateHistory {
  private readonly session = inject(SessionState);
  private readonly sync = inject(LiveSync);
  private readonly allSignal = signal<readonly RateSample[]>([]);

  readonly all = this.allSignal.asReadonly();
  readonly samples = computed(() => this.all().slice(-SAMPLES));

  constructor() {
    const timer = setInterval(() => this.sample(), SAMPLE_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  private sample(): void {
    const stats = this.session.stats();
    if (!stats || this.sync.connection() !== 'online') return;
    const { downloadRate: download, uploadRate: upload } = stats;
    const next = { time: Date.now(), download, upload };
    this.allSignal.update((samples) => [...samples.slice(1 - MOST_SAMPLES), next]);
  }
}
