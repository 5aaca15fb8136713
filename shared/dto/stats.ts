/** Statistics: what is, what was since the start, what was ever, and how much was moved when. */

/** By UTC: an hour, a day, a month of the calendar. */
export const TRAFFIC_PERIODS = ['hour', 'day', 'month'] as const;
export type TrafficPeriod = (typeof TRAFFIC_PERIODS)[number];

/** Payload bytes: without what the protocol adds. */
export interface TrafficDto {
  downloadedBytes: number;
  uploadedBytes: number;
}

export interface DownloadCountsDto {
  metadata: number;
  checking: number;
  queued: number;
  downloading: number;
  seeding: number;
  paused: number;
  cancelled: number;
  error: number;
}

export interface CurrentStatsDto {
  downloadRate: number;
  uploadRate: number;
  /** Downloads that move something. */
  activeDownloads: number;
  /** All downloads. */
  downloads: number;
  /** The same by state. Those that wait to be restored after a start count as queued. */
  downloadsByState: DownloadCountsDto;
  /** Peers that are connected. */
  peers: number;
  /** Free bytes in the default folder; null where that cannot be told. */
  freeBytes: number | null;
}

export interface SinceStartStatsDto extends TrafficDto {
  startedAt: string;
  seconds: number;
  /** Null where nothing was downloaded. */
  ratio: number | null;
}

export interface AllTimeStatsDto extends TrafficDto {
  /** When counting began. */
  since: string;
  ratio: number | null;
}

export interface StatsDto {
  now: CurrentStatsDto;
  sinceStart: SinceStartStatsDto;
  allTime: AllTimeStatsDto;
}

export interface TrafficEntryDto extends TrafficDto {
  startsAt: string;
}

export interface TrafficHistoryDto {
  period: TrafficPeriod;
  /** The oldest first. Periods in which nothing was moved are left out. */
  entries: TrafficEntryDto[];
}

export interface TrafficHistoryQuery {
  period: TrafficPeriod;
  /** ISO 8601, the time itself included. */
  from?: string;
  /** ISO 8601, the time itself not included. */
  to?: string;
}
