/** How many payload bytes were moved in each hour, day and month, and in all. */
import type { TrafficPeriod } from '@shared/dto/stats.js';

/** `total` has one bucket: it starts when counting began. */
export type RecordedPeriod = TrafficPeriod | 'total';

export interface TrafficBucket {
  /** Milliseconds since 1970. */
  startsAt: number;
  downloadedBytes: number;
  uploadedBytes: number;
}

export interface TrafficRepository {
  /** Adds the bytes to the buckets that start then; to all of them or to none. A `total` keeps its first start. */
  add(
    starts: Readonly<Record<RecordedPeriod, number>>,
    bytes: Omit<TrafficBucket, 'startsAt'>,
  ): Promise<void>;
  /** Null before anything was added. */
  total(): Promise<TrafficBucket | null>;
  /** Those that start at `from` or later and before `to`, the oldest first. */
  list(period: TrafficPeriod, from: number, to: number): Promise<TrafficBucket[]>;
  /** Deletes all but the latest so many of a period. */
  keepLatest(period: TrafficPeriod, count: number): Promise<void>;
}

export const TRAFFIC_REPOSITORY = Symbol('TrafficRepository');
