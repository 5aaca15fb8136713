/**
 * The newest facts, for readers that are behind and for those that come back. Invariant: what is kept has no gaps and
 * ends with the newest; it is at most that many, that many bytes and that old, whichever is less.
 */
export interface RingLimits {
  maxFacts: number;
  /** Of their text; what they take in memory is about twice that. */
  maxBytes: number;
  maxAgeMs: number;
  now: () => number;
}

interface Kept<Fact> {
  fact: Fact;
  at: number;
}

/** Ten thousand downloads that are paused at once are as many facts of 250 bytes. */
const DEFAULT_LIMITS = { maxFacts: 20_000, maxBytes: 4 * 1024 * 1024, maxAgeMs: 120_000 };

export class FactRing<Fact extends { json: string }> {
  readonly #limits: RingLimits;
  readonly #kept = new Map<number, Kept<Fact>>();
  #oldest = 1;
  #bytes = 0;

  constructor(limits: Partial<RingLimits> & Pick<RingLimits, 'now'>) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Numbers follow each other. */
  add(sequence: number, fact: Fact): void {
    if (this.#kept.size === 0) this.#oldest = sequence;
    this.#kept.set(sequence, { fact, at: this.#limits.now() });
    this.#bytes += fact.json.length;
    this.#trim();
  }

  get(sequence: number): Fact | undefined {
    this.#trim();
    return this.#kept.get(sequence)?.fact;
  }

  #trim(): void {
    const { maxFacts, maxBytes, maxAgeMs, now } = this.#limits;
    const bornBefore = now() - maxAgeMs;
    for (;;) {
      const oldest = this.#kept.get(this.#oldest);
      if (!oldest) return;
      const isKept =
        this.#kept.size <= maxFacts && this.#bytes <= maxBytes && oldest.at >= bornBefore;
      if (isKept) return;
      this.#kept.delete(this.#oldest++);
      this.#bytes -= oldest.fact.json.length;
    }
  }
}
