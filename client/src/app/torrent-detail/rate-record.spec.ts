import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { buildDownload } from '../testing/downloads';
import { MOST_SAMPLES, RateRecord, SAMPLE_INTERVAL_MS } from './rate-record';

describe('the record of rates', () => {
  const connection = signal<'online' | 'lost'>('online');
  let rate = 0;
  let record: RateRecord;

  beforeEach(() => {
    vi.useFakeTimers();
    connection.set('online');
    rate = 0;
    const peek = (id: string) =>
      buildDownload(1, { id, downloadRate: (rate += 1), uploadRate: 100 });
    TestBed.configureTestingModule({
      providers: [
        { provide: DownloadStore, useValue: { peek } },
        { provide: LiveSync, useValue: { connection } },
      ],
    });
    record = TestBed.inject(RateRecord);
  });

  afterEach(() => vi.useRealTimers());

  it('samples what is watched, and nothing after that', () => {
    const end = record.watch('a');
    vi.advanceTimersByTime(2 * SAMPLE_INTERVAL_MS);
    end();
    vi.advanceTimersByTime(10 * SAMPLE_INTERVAL_MS);
    expect(record.of('a')?.download).toEqual([1, 2, 3]);
    expect(record.of('a')?.upload).toEqual([100, 100, 100]);
    expect(record.of('b')).toBeNull();
  });

  it('breaks the line where nobody watched, or the connection was lost', () => {
    const end = record.watch('a');
    end();
    vi.advanceTimersByTime(10 * SAMPLE_INTERVAL_MS);
    record.watch('a');
    expect(record.of('a')?.download).toEqual([1, null, 2]);
    connection.set('lost');
    vi.advanceTimersByTime(5 * SAMPLE_INTERVAL_MS);
    connection.set('online');
    vi.advanceTimersByTime(SAMPLE_INTERVAL_MS);
    expect(record.of('a')?.download).toEqual([1, null, 2, null, 3]);
  });

  it('keeps no more than it draws', () => {
    record.watch('a');
    vi.advanceTimersByTime((MOST_SAMPLES + 50) * SAMPLE_INTERVAL_MS);
    expect(record.of('a')?.times).toHaveLength(MOST_SAMPLES);
  });
});
