/**
 * The order in which trackers are asked (BEP 12): tier after tier; inside a tier shuffled once, when the list
 * is loaded, and from then on the one that answered stands first. A list that takes the place of another is the user's,
 * and asked in its order. A URL that is there twice counts once.
 */
import { shuffle, type Random } from '../core/random.ts';

export class TrackerTiers<Tracker extends { readonly url: string; tier: number }> {
  readonly #create: (url: string, tier: number) => Tracker;
  readonly #random: Random;
  #tiers: Tracker[][] = [];
  #isLoaded = false;

  constructor(create: (url: string, tier: number) => Tracker, random: Random) {
    this.#create = create;
    this.#random = random;
  }

  /** Every tracker in the order of asking. */
  inOrder(): Tracker[] {
    return this.#tiers.flat();
  }

  /** Takes a list for the first time, or a new one. A tracker that was there before keeps its state; those that are gone are returned. */
  replace(tiers: readonly (readonly string[])[]): Tracker[] {
    const before = new Map(this.inOrder().map((tracker) => [tracker.url, tracker]));
    const seen = new Set<string>();
    const isFirst = !this.#isLoaded;
    this.#isLoaded = true;
    this.#tiers = tiers.map((urls, tier) => {
      const fresh = [...new Set(urls.map((url) => url.trim()))].filter(
        (url) => url !== '' && !seen.has(url),
      );
      for (const url of fresh) seen.add(url);
      const trackers = fresh.map((url) => this.#keepOrCreate(before.get(url), url, tier));
      return isFirst ? shuffle(trackers, this.#random) : trackers;
    });
    return [...before.values()].filter((tracker) => !seen.has(tracker.url));
  }

  /** Puts a tracker that answered at the front of its tier. */
  promote(tracker: Tracker): void {
    const tier = this.#tiers.find((trackers) => trackers.includes(tracker));
    if (tier === undefined) return;
    tier.splice(tier.indexOf(tracker), 1);
    tier.unshift(tracker);
  }

  #keepOrCreate(kept: Tracker | undefined, url: string, tier: number): Tracker {
    if (kept === undefined) return this.#create(url, tier);
    kept.tier = tier;
    return kept;
  }
}
