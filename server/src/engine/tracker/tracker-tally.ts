/**
 * The trackers of many downloads, counted by host: tens of thousands of them at each look, so that nothing is made
 * for any of them. Pure.
 */
import type { TrackerHostStatus } from '../core/messages.ts';
import type { AnnouncedTracker } from './announced-tracker.ts';

export class TrackerTally {
  readonly #hosts = new Map<string, TrackerHostStatus & { failedAt: number }>();

  /** Counts the trackers of one download. */
  add(trackers: readonly AnnouncedTracker[]): void {
    const seen: TrackerHostStatus[] = [];
    for (const tracker of trackers) {
      // Texts that are no URLs have no host: all of these are counted together.
      const status = this.#hostOf(tracker.host);
      status.states[tracker.state]++;
      this.#note(status, tracker);
      if (seen.includes(status)) continue;
      seen.push(status);
      status.downloads++;
    }
  }

  /** Those with the most downloads first. */
  hosts(): TrackerHostStatus[] {
    return [...this.#hosts.values()]
      .map(({ failedAt: _failedAt, ...status }) => status)
      .toSorted(
        (one, other) => other.downloads - one.downloads || (one.host < other.host ? -1 : 1),
      );
  }

  #note(status: TrackerHostStatus & { failedAt: number }, tracker: AnnouncedTracker): void {
    const at = tracker.lastAnnounceWallTime;
    if (at !== null && (status.lastAnnounceAt === null || at > status.lastAnnounceAt)) {
      status.lastAnnounceAt = at;
    }
    const isFailed = tracker.state === 'error' || tracker.state === 'disabled';
    if (!isFailed || (at ?? 0) < status.failedAt) return;
    status.failedAt = at ?? 0;
    status.message = tracker.message;
  }

  #hostOf(host: string): TrackerHostStatus & { failedAt: number } {
    const known = this.#hosts.get(host);
    if (known) return known;
    const status = {
      host,
      downloads: 0,
      states: { idle: 0, announcing: 0, working: 0, error: 0, disabled: 0 },
      message: null,
      lastAnnounceAt: null,
      failedAt: 0,
    };
    this.#hosts.set(host, status);
    return status;
  }
}
