import type { TrackerHostStatus, TrackerStatus } from '../engine/index.ts';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import type { TrackerHostDto } from '@shared/dto/tracker.js';

export function toTrackerDto(tracker: TrackerStatus): DownloadTrackerDto {
  return {
    url: tracker.url,
    tier: tracker.tier,
    state: tracker.state,
    message: tracker.message,
    seeds: tracker.seeds,
    leechers: tracker.leechers,
    peersReceived: tracker.peersReceived,
    failures: tracker.failures,
    lastAnnounceAt: toTime(tracker.lastAnnounceAt),
    nextAnnounceAt: toTime(tracker.nextAnnounceAt),
  };
}

export function toTrackerHostDto(status: TrackerHostStatus): TrackerHostDto {
  return {
    host: status.host,
    downloads: status.downloads,
    ...status.states,
    message: status.message,
    lastAnnounceAt: toTime(status.lastAnnounceAt),
  };
}

function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
