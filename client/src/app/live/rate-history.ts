/** Total rates of the last minute, one sample a second, oldest first: what the live graph draws. */
import { DestroyRef, Service, inject, signal } from '@angular/core';
import { LiveSync } from './live-sync';
import { SessionState } from './session-state';

export const SAMPLES = 60;
const SAMPLE_INTERVAL_MS = 1000;

export interface RateSample {
  download: number;
  upload: number;
}

@Service()
export class RateHistory {
  private readonly session = inject(SessionState);
  private readonly sync = inject(LiveSync);
  private readonly samplesSignal = signal<RateSample[]>([]);
  readonly samples = this.samplesSignal.asReadonly();

  constructor() {
    const timer = setInterval(() => this.sample(), SAMPLE_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  private sample(): void {
    const stats = this.session.stats();
    if (!stats || this.sync.connection() !== 'online') return;
    const next = { download: stats.downloadRate, upload: stats.uploadRate };
    this.samplesSignal.update((samples) => [...samples.slice(1 - SAMPLES), next]);
  }
}
