/**
 * What one peer may tell of others (BEP 11). Whoever floods us is to be closed; whoever lies fills 50 places of the
 * known peers and no more. Pure.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';

/** BEP 11 says one message a minute: timers and networks are not exact. */
const LEAST_SPACING_MS = 45_000;
/** Early messages one after the other that end the connection. */
const MAX_EARLY = 2;
/** Peers of one sender that are believed at the same time (libtorrent keeps so many). */
const MAX_KEPT = 50;

export class PexListener {
  readonly #kept = new Set<string>();
  #lastAt = -Infinity;
  #early = 0;

  /** Of a message that comes now; monotonic milliseconds. `flood`: the peer is not worth its connection. */
  judgeTime(now: number): 'take' | 'ignore' | 'flood' {
    const isEarly = now - this.#lastAt < LEAST_SPACING_MS;
    this.#lastAt = now;
    this.#early = isEarly ? this.#early + 1 : 0;
    if (!isEarly) return 'take';
    return this.#early >= MAX_EARLY ? 'flood' : 'ignore';
  }

  /** Those of the added ones that are believed, each once. */
  take<Peer extends PeerEndpoint>(
    added: readonly Peer[],
    dropped: readonly PeerEndpoint[],
  ): Peer[] {
    for (const peer of dropped) this.#kept.delete(endpointKey(peer));
    return added.filter((peer) => {
      const key = endpointKey(peer);
      if (this.#kept.has(key) || this.#kept.size >= MAX_KEPT) return false;
      this.#kept.add(key);
      return true;
    });
  }
}
