/**
 * What all fetches together keep in memory. Where it is too much, only the one that is furthest goes on, so that one
 * of them always ends; the others wait with what they have. Counted once a second: between two counts no more comes
 * than the line brings. Pure.
 */

/** Three hundred ordinary fetches at the same time; the largest that is allowed six times. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface HoldingFetch {
  readonly heldBytes: number;
}

export class MetadataMemory {
  #heldBytes = 0;
  #furthest: HoldingFetch | null = null;

  /** Once a second. */
  count(fetches: Iterable<HoldingFetch>): void {
    this.#heldBytes = 0;
    this.#furthest = null;
    let most = -1;
    for (const fetch of fetches) {
      const { heldBytes } = fetch;
      this.#heldBytes += heldBytes;
      if (heldBytes <= most) continue;
      most = heldBytes;
      this.#furthest = fetch;
    }
  }

  mayHold(fetch: HoldingFetch): boolean {
    return this.#heldBytes < MOST_BYTES || fetch === this.#furthest;
  }
}
