/**
 * The addresses that a torrent has heard of, and when each may be dialled: 10 seconds after a lost connection or
 * a first failure, six times as long after each further one (rqbit's steps), given up after three (libtorrent)
 * until somebody names it anew. Bounded. Pure.
 */
import type { Clock } from '../core/clock.ts';
import type { PeerEndpoint, PeerSourceName } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';

const MAX_KNOWN = 3_000;
const RETRY_MS = 10_000;
const RETRY_GROWTH = 6;
const MAX_FAILURES = 3;

export interface KnownPeer {
  readonly endpoint: PeerEndpoint;
  readonly source: PeerSourceName;
  status: 'idle' | 'dialling' | 'connected' | 'banned';
  failures: number;
  /** Monotonic milliseconds. */
  notBefore: number;
}

export class KnownPeers {
  readonly #clock: Clock;
  readonly #peers = new Map<string, KnownPeer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes note of an address; whoever names one anew gives it another chance. */
  add(endpoint: PeerEndpoint, source: PeerSourceName): void {
    const key = endpointKey(endpoint);
    const known = this.#peers.get(key);
    if (known) {
      if (known.failures >= MAX_FAILURES || source === 'manual') {
        known.failures = 0;
        known.notBefore = Math.min(known.notBefore, this.#clock.now());
      }
      return;
    }
    if (this.#peers.size >= MAX_KNOWN && !this.#forgetOne()) return;
    this.#peers.set(key, { endpoint, source, status: 'idle', failures: 0, notBefore: 0 });
  }

  /** Makes room by the first address that was given up; whether there was one. */
  #forgetOne(): boolean {
    for (const [key, { status, failures }] of this.#peers) {
      if (status !== 'idle' || failures < MAX_FAILURES) continue;
      return this.#peers.delete(key);
    }
    return false;
  }

  get(endpoint: PeerEndpoint): KnownPeer | undefined {
    return this.#peers.get(endpointKey(endpoint));
  }

  /** Up to `count` addresses that may be dialled now: those that failed least first. */
  due(count: number): KnownPeer[] {
    const now = this.#clock.now();
    const due: KnownPeer[] = [];
    for (const peer of this.#peers.values()) {
      const isDue = peer.status === 'idle' && peer.failures < MAX_FAILURES;
      if (isDue && peer.notBefore <= now) due.push(peer);
    }
    return due.toSorted((one, other) => one.failures - other.failures).slice(0, count);
  }

  /** The dial failed, or the connection ended. */
  ended(peer: KnownPeer, wasUseful: boolean): void {
    if (peer.status === 'banned') return;
    peer.status = 'idle';
    peer.failures = wasUseful ? 0 : peer.failures + 1;
    const steps = Math.max(0, peer.failures - 1);
    peer.notBefore = this.#clock.now() + RETRY_MS * RETRY_GROWTH ** steps;
  }

  /** All may be dialled at once, as after a pause or when a download starts anew. */
  refresh(): void {
    for (const peer of this.#peers.values()) {
      if (peer.status !== 'idle') continue;
      peer.failures = 0;
      peer.notBefore = 0;
    }
  }
}
