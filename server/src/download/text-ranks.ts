/**
 * The places of texts in the order in which people expect them, so that sorting ten thousand rows compares numbers: a
 * comparison by the rules of a language costs a microsecond. Invariant: of two texts that were given, the rank is lower
 * of the one that stands before the other, and the same where the rules see no difference.
 */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Of so many new ones each is put in its place; with more all are sorted anew. */
const FEW = 32;
/** Texts that are not used any more are kept until there are so many times those that are. */
const MOST_STALE = 4;

export class TextRanks {
  #ranks = new Map<string, number>();
  #ordered: string[] = [];

  /** The rank of each of these texts, and maybe of others. */
  of(texts: Iterable<string>): ReadonlyMap<string, number> {
    const wanted = new Set(texts);
    const fresh = [...wanted].filter((text) => !this.#ranks.has(text));
    const isStale = this.#ordered.length > FEW + wanted.size * MOST_STALE;
    if (fresh.length === 0 && !isStale) return this.#ranks;
    if (isStale || fresh.length > FEW) {
      this.#ordered = (isStale ? [...wanted] : [...this.#ordered, ...fresh]).toSorted(
        collator.compare,
      );
    } else {
      for (const text of fresh) this.#insert(text);
    }
    this.#number();
    return this.#ranks;
  }

  #insert(text: string): void {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (collator.compare(this.#ordered[middle]!, text) < 0) low = middle + 1;
      else high = middle;
    }
    this.#ordered.splice(low, 0, text);
  }

  #number(): void {
    const ranks = new Map<string, number>();
    let rank = 0;
    let before: string | undefined;
    for (const text of this.#ordered) {
      if (before === undefined || !this.#areEqual(before, text)) rank++;
      ranks.set(text, rank);
      before = text;
    }
    this.#ranks = ranks;
  }

  #areEqual(one: string, other: string): boolean {
    const [left, right] = [this.#ranks.get(one), this.#ranks.get(other)];
    if (left !== undefined && right !== undefined) return left === right;
    return collator.compare(one, other) === 0;
  }
}
