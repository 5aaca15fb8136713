/**
 * Rates of downloads from when their details were first opened, a sample every other second for ten minutes: the engine keeps
 * no history of each. The last few downloads are remembered, so that looking at another one meanwhile leaves a gap only.
 */
import { Service, inject, signal } from '@angular/core';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';

export interface RateSamples {
  /** Milliseconds since 1970. */
  times: number[];
  download: (number | null)[];
  upload: (number | null)[];
}

export const SAMPLE_INTERVAL_MS = 2000;
export const MOST_SAMPLES = 300;
const REMEMBERED_DOWNLOADS = 12;

@Service()
export class RateRecord {
  private readonly store = inject(DownloadStore);
  private readonly sync = inject(LiveSync);
  private readonly records = new Map<string, RateSamples>();
  private readonly version = signal(0);

  /** Samples it until the function that it gives is called. */
  watch(id: string): () => void {
    this.sample(id);
    const timer = setInterval(() => this.sample(id), SAMPLE_INTERVAL_MS);
    return () => clearInterval(timer);
  }

  /** What is known by now; reading it in a computed follows it. */
  of(id: string): RateSamples | null {
    this.version();
    return this.records.get(id) ?? null;
  }

  private sample(id: string): void {
    const row = this.sync.connection() === 'online' ? this.store.peek(id) : undefined;
    if (!row) return;
    const now = Date.now();
    const before = this.records.get(id) ?? { times: [], download: [], upload: [] };
    const last = before.times.at(-1);
    const isGap = last !== undefined && now - last > 2 * SAMPLE_INTERVAL_MS;
    // Where nothing was sampled the line breaks.
    const record = isGap ? withSample(before, last + SAMPLE_INTERVAL_MS, null, null) : before;
    this.records.delete(id);
    this.records.set(id, withSample(record, now, row.downloadRate, row.uploadRate));
    const [oldest] = this.records.keys();
    if (oldest !== undefined && this.records.size > REMEMBERED_DOWNLOADS) {
      this.records.delete(oldest);
    }
    this.version.update((version) => version + 1);
  }
}

function withSample(
  { times, download, upload }: RateSamples,
  time: number,
  down: number | null,
  up: number | null,
): RateSamples {
  const from = 1 - MOST_SAMPLES;
  return {
    times: [...times.slice(from), time],
    download: [...download.slice(from), down],
    upload: [...upload.slice(from), up],
  };
}
