/** Counts searches for peers, and how deep the newest went. */
import type { DhtStatus } from '../core/messages.ts';
import type { DhtLookupResult } from './dht-options.ts';

const DEPTHS_KEPT = 100;

export class LookupTally {
  #done = 0;
  #announced = 0;
  #stored = 0;
  readonly #depths: number[] = [];

  /** A search that is over; one without answers has no depth. */
  add(result: DhtLookupResult, wasAnnounced: boolean): void {
    this.#done++;
    if (wasAnnounced) this.#announced++;
    this.#stored += result.announcedTo;
    if (result.answered === 0) return;
    this.#depths.push(result.depth);
    if (this.#depths.length > DEPTHS_KEPT) this.#depths.shift();
  }

  lookups(running: number): DhtStatus['lookups'] {
    const sorted = this.#depths.toSorted((one, other) => one - other);
    const medianDepth = sorted[Math.floor(sorted.length / 2)] ?? null;
    return { running, done: this.#done, medianDepth };
  }

  announces(): DhtStatus['announces'] {
    return { done: this.#announced, stored: this.#stored };
  }
}
