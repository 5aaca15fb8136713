import type { TrackerStatus } from '../engine/index.ts';
import type { DownloadTrackerDto } from '@shared/dto/download.js';

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

function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
