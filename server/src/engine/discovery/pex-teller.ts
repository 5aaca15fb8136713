/**
 * What one peer is told of the others (BEP 11): at first whom we are connected to, then once a minute what changed.
 * Invariant: a peer is told as dropped only after it was told as added. Pure.
 */
import type { PeerEndpoint } from '../core/messages.ts';

const INTERVAL_MS = 60_000;
/** BEP 11: at most 50 of each in one message. */
const MAX_ENTRIES = 50;

export class PexTeller<Peer extends PeerEndpoint> {
  readonly #told = new Map<string, Peer>();
  #nextAt = -Infinity;

  /** Whether something may be told by now; monotonic milliseconds. */
  isDue(now: number): boolean {
    return now >= this.#nextAt;
  }

  /** What to tell now, where it is due; null for nothing. `connected`: by key, those that it may hear of. */
  next(
    connected: ReadonlyMap<string, Peer>,
    now: number,
  ): { added: Peer[]; dropped: Peer[] } | null {
    if (!this.isDue(now)) return null;
    const added: Peer[] = [];
    const dropped: Peer[] = [];
    for (const [key, peer] of this.#told) {
      if (dropped.length === MAX_ENTRIES) break;
      if (connected.has(key)) continue;
      this.#told.delete(key);
      dropped.push(peer);
    }
    for (const [key, peer] of connected) {
      if (added.length === MAX_ENTRIES) break;
      if (this.#told.has(key)) continue;
      this.#told.set(key, peer);
      added.push(peer);
    }
    if (added.length + dropped.length === 0) return null;
    this.#nextAt = now + INTERVAL_MS;
    return { added, dropped };
  }
}
