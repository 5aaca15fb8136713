/**
 * The addresses that a torrent has heard of, and when each may be dialled: 10 seconds after a lost connection or
 * a first failure, six times as long after each further one (rqbit's steps), given up after three (libtorrent)
 * until somebody names it anew. Dialled first: those that failed least, then by who named them, then by BEP 40.
 * Bounded. Pure.
 */
import type { Clock } from '../core/clock.ts';
import type { PeerEndpoint, PeerSourceName } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';

const RETRY_MS = 10_000;
const RETRY_GROWTH = 6;
const MAX_FAILURES = 3;
/** Whose word counts more: the user's, a tracker's, the own network's, strangers' (libtorrent). */
const SOURCE_RANK: Readonly<Record<PeerSourceName, number>> = {
  manual: 0,
  tracker: 1,
  lsd: 2,
  dht: 3,
  pex: 4,
  incoming: 5,
};

export interface KnownPeer {
  readonly endpoint: PeerEndpoint;
  readonly source: PeerSourceName;
  /** `refused` for good: it sent bad data, or it is ourselves. */
  status: 'idle' | 'dialling' | 'connected' | 'refused';
  failures: number;
  /** Monotonic milliseconds. */
  notBefore: number;
  /** It had everything when it was connected last. */
  isSeed: boolean;
  /** BEP 40: higher is better. */
  priority: number;
  /** Whether the last dial that succeeded was encrypted (MSE); null before one has. */
  workedEncrypted: boolean | null;
}

/** How many there are by who named them first. */
export function countSources(
  peers: Iterable<{ source: PeerSourceName }>,
): Record<PeerSourceName, number> {
  const counts = { manual: 0, tracker: 0, lsd: 0, dht: 0, pex: 0, incoming: 0 };
  for (const { source } of peers) counts[source]++;
  return counts;
}

export interface KnownPeersOptions {
  clock: Clock;
  /** Addresses that are kept. */
  capacity: number;
  priorityOf: (endpoint: PeerEndpoint) => number;
}

export class KnownPeers {
  readonly #options: KnownPeersOptions;
  readonly #peers = new Map<string, KnownPeer>();
  /** Nothing is due before; monotonic milliseconds. */
  #nextDueAt = Infinity;
  #passesOverSeeds = false;

  constructor(options: KnownPeersOptions) {
    this.#options = options;
  }

  /** Takes note of an address; whoever names one anew gives it another chance. */
  add(endpoint: PeerEndpoint, source: PeerSourceName): void {
    const key = endpointKey(endpoint);
    const known = this.#peers.get(key);
    if (known) {
      if (known.failures < MAX_FAILURES && source !== 'manual') return;
      known.failures = 0;
      this.#setDue(known, Math.min(known.notBefore, this.#options.clock.now()));
      return;
    }
    if (this.#peers.size >= this.#options.capacity && !this.#makeRoom(source)) return;
    const priority = this.#options.priorityOf(endpoint);
    const peer: KnownPeer = {
      endpoint,
      source,
      status: 'idle',
      failures: 0,
      notBefore: 0,
      isSeed: false,
      workedEncrypted: null,
      priority,
    };
    this.#peers.set(key, peer);
    this.#setDue(peer, 0);
  }

  get size(): number {
    return this.#peers.size;
  }

  /** Seeds are of no use to each other: while we want nothing, those that are known as seeds are not dialled. */
  set passesOverSeeds(isSo: boolean) {
    if (this.#passesOverSeeds && !isSo) this.#nextDueAt = -Infinity;
    this.#passesOverSeeds = isSo;
  }

  get all(): Iterable<KnownPeer> {
    return this.#peers.values();
  }

  get(endpoint: PeerEndpoint): KnownPeer | undefined {
    return this.#peers.get(endpointKey(endpoint));
  }

  /** Up to `count` addresses that may be dialled now and that `mayDial` takes, the best first. */
  due(count: number, mayDial: (endpoint: PeerEndpoint) => boolean = () => true): KnownPeer[] {
    const now = this.#options.clock.now();
    if (count <= 0 || now < this.#nextDueAt) return [];
    const best: KnownPeer[] = [];
    let nextDueAt = Infinity;
    for (const peer of this.#peers.values()) {
      if (peer.status !== 'idle' || peer.failures >= MAX_FAILURES) continue;
      if (peer.isSeed && this.#passesOverSeeds) continue;
      nextDueAt = Math.min(nextDueAt, peer.notBefore);
      if (peer.notBefore <= now && mayDial(peer.endpoint)) insert(best, peer, count);
    }
    this.#nextDueAt = nextDueAt;
    return best;
  }

  /** Whether some address may be dialled, now or later. */
  get mayBeDialled(): boolean {
    return this.#nextDueAt < Infinity;
  }

  /** The dial failed, or the connection ended. */
  ended(peer: KnownPeer, wasUseful: boolean): void {
    if (peer.status === 'refused') return;
    peer.status = 'idle';
    peer.failures = wasUseful ? 0 : peer.failures + 1;
    const steps = Math.max(0, peer.failures - 1);
    this.#setDue(peer, this.#options.clock.now() + RETRY_MS * RETRY_GROWTH ** steps);
  }

  /** The dial was not made. */
  postpone(peer: KnownPeer): void {
    if (peer.status !== 'dialling') return;
    peer.status = 'idle';
    this.#setDue(peer, peer.notBefore);
  }

  /** All may be dialled at once, as after a pause or when a download starts anew. */
  refresh(): void {
    for (const peer of this.#peers.values()) {
      if (peer.status !== 'idle') continue;
      peer.failures = 0;
      this.#setDue(peer, 0);
    }
  }

  /** Knows these no more; what is connected or dialled goes on. */
  forget(isToForget: (endpoint: PeerEndpoint) => boolean): void {
    for (const [key, { endpoint }] of this.#peers)
      if (isToForget(endpoint)) this.#peers.delete(key);
  }

  /** Our own address is another: all priorities are. */
  rank(): void {
    for (const peer of this.#peers.values()) {
      peer.priority = this.#options.priorityOf(peer.endpoint);
    }
  }

  #setDue(peer: KnownPeer, at: number): void {
    peer.notBefore = at;
    this.#nextDueAt = Math.min(this.#nextDueAt, at);
  }

  /** Forgets the worst address that is idle, if it failed or somebody of less weight named it. */
  #makeRoom(source: PeerSourceName): boolean {
    let worst: KnownPeer | null = null;
    for (const peer of this.#peers.values()) {
      if (peer.status !== 'idle') continue;
      if (worst === null || compare(worst, peer) < 0) worst = peer;
    }
    if (worst === null) return false;
    const isWorse =
      worst.failures >= MAX_FAILURES || SOURCE_RANK[worst.source] > SOURCE_RANK[source];
    return isWorse && this.#peers.delete(endpointKey(worst.endpoint));
  }
}

/** Best first. */
function compare(one: KnownPeer, other: KnownPeer): number {
  return (
    one.failures - other.failures ||
    SOURCE_RANK[one.source] - SOURCE_RANK[other.source] ||
    other.priority - one.priority
  );
}

/** Keeps `best` in order and at most `count` long. */
function insert(best: KnownPeer[], peer: KnownPeer, count: number): void {
  if (best.length === count) {
    if (compare(peer, best[count - 1]!) >= 0) return;
    best.pop();
  }
  let at = best.length;
  while (at > 0 && compare(peer, best[at - 1]!) < 0) at--;
  best.splice(at, 0, peer);
}
