/**
 * Single trackers that the user wants asked. Each is due when it was not asked for `pauseMs`, so that an impatient
 * hand asks once. Pure.
 */
import type { AnnouncedTracker } from './announced-tracker.ts';

export class AnnounceWishes {
  readonly #pauseMs: number;
  readonly #wished = new Set<AnnouncedTracker>();

  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  add(tracker: AnnouncedTracker): void {
    this.#wished.add(tracker);
  }

  /** They are asked, or gone. */
  drop(trackers: Iterable<AnnouncedTracker>): void {
    for (const tracker of trackers) this.#wished.delete(tracker);
  }

  clear(): void {
    this.#wished.clear();
  }

  /** The one that is due first, and when; null where nothing is wished. Monotonic milliseconds. */
  first(): { tracker: AnnouncedTracker; dueAt: number } | null {
    let first: { tracker: AnnouncedTracker; dueAt: number } | null = null;
    for (const tracker of this.#wished) {
      const dueAt = (tracker.lastAnnounceAt ?? -Infinity) + this.#pauseMs;
      if (first === null || dueAt < first.dueAt) first = { tracker, dueAt };
    }
    return first;
  }
}
