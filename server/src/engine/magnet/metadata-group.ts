/**
 * The peers that claim one size of the metadata, and what came from them. They fill one copy together, which is the
 * fast way, until its hash is wrong: from then on each fills a copy of its own, so that a liar shows itself and
 * spoils nobody else's. Invariant: at most `MOST_ALONE` copies beside the common one. Pure.
 */
import { MetadataCopy } from './metadata-copy.ts';

/** So many peers fill copies of their own at the same time: liars hold up honest ones no longer than a few turns. */
const MOST_ALONE = 4;

export class MetadataGroup {
  readonly totalBytes: number;
  readonly #members = new Set<number>();
  #common: MetadataCopy | null;
  readonly #own = new Map<number, MetadataCopy>();
  /** When something came last, or when it was begun; monotonic milliseconds. */
  movedAt: number;

  constructor(totalBytes: number, now: number) {
    this.totalBytes = totalBytes;
    this.movedAt = now;
    this.#common = new MetadataCopy(totalBytes);
  }

  get size(): number {
    return this.#members.size;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Bytes of the copy that is furthest. */
  get receivedBytes(): number {
    const copies = [...this.#own.values(), ...(this.#common ? [this.#common] : [])];
    return Math.max(0, ...copies.map((copy) => copy.receivedBytes));
  }

  /** Bytes in memory, all copies together. */
  get heldBytes(): number {
    let held = this.#common?.receivedBytes ?? 0;
    for (const copy of this.#own.values()) held += copy.receivedBytes;
    return held;
  }

  join(peer: number): void {
    this.#members.add(peer);
  }

  leave(peer: number): void {
    this.#members.delete(peer);
    this.#own.delete(peer);
  }

  /** What the peer is to fill; null while it has to wait for its turn. */
  copyFor(peer: number): MetadataCopy | null {
    if (this.#common !== null) return this.#common;
    const own = this.#own.get(peer);
    if (own !== undefined || this.#own.size >= MOST_ALONE) return own ?? null;
    const begun = new MetadataCopy(this.totalBytes);
    this.#own.set(peer, begun);
    return begun;
  }

  /** Whether the peer may not be helped by others, nor help them. */
  get isApart(): boolean {
    return this.#common === null;
  }

  /** The hash of a whole copy was wrong: gives the liar where it is known, else each goes on alone. */
  refuse(copy: MetadataCopy): number | null {
    const senders = [...copy.senders];
    if (copy === this.#common) this.#spread(copy, senders);
    for (const [peer, own] of this.#own) if (own === copy) this.#own.delete(peer);
    return senders.length === 1 ? senders[0]! : null;
  }

  /** Peers that fill copies of their own now. */
  get alone(): number[] {
    return [...this.#own.keys()];
  }

  /** Another one's turn: what the peer had begun alone is given up. */
  yieldTurn(peer: number): void {
    this.#own.delete(peer);
  }

  /** Of a copy by several senders, each keeps what it gave; one by a single sender was that one's alone. */
  #spread(copy: MetadataCopy, senders: readonly number[]): void {
    this.#common = senders.length === 1 ? new MetadataCopy(this.totalBytes) : null;
    if (this.#common !== null) return;
    const members = senders.filter((sender) => this.#members.has(sender));
    for (const sender of members.slice(0, MOST_ALONE)) {
      this.#own.set(sender, copy.partOf(sender));
    }
  }
}
