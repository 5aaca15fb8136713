/**
 * What a search knows on its way to the nodes closest to a target (Kademlia, section 2.3): whom to ask next, and when
 * the closest have answered. Pure.
 *
 * The closest are the 8 places nearest to the target among those that are not given up. Only half of the places are
 * for nodes whose id does not fit their address (BEP 42) as long as there are others: such ids can be chosen at will,
 * and whoever surrounds a target with them holds half of the places at most. One node a host and two a network
 * (address-groups.ts) are looked at, the first that was heard of.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { MOST_IN_NETWORK, type GroupAddress } from './address-groups.ts';
import type { DhtNode } from './dht-message.ts';
import { compareDistance, isSameId } from './node-distance.ts';

/** Kademlia's k. */
export const CLOSEST_NODES = 8;
const MOST_UNFIT = CLOSEST_NODES / 2;
/** Candidates kept (libtorrent); the farthest go first. */
const MAX_CANDIDATES = 100;

export type CandidateState = 'unasked' | 'asked' | 'slow' | 'answered' | 'failed';

export interface LookupCandidate {
  /** Null for an endpoint whose id is not known, until it answered. */
  node: DhtNode | null;
  endpoint: PeerEndpoint;
  /** Questions one after the other that led to it, its own among them. */
  depth: number;
  state: CandidateState;
  isFit: boolean;
  /** What it gave for an announce. */
  token: Uint8Array | null;
}

export interface FrontierOptions {
  target: Uint8Array;
  /** Whoever answers under it is we ourselves. */
  ownId: Uint8Array;
  groupOf: GroupAddress;
  /** Whether the id belongs to the address (BEP 42). */
  isFit(node: DhtNode): boolean;
}

export class LookupFrontier {
  readonly #options: FrontierOptions;
  /** Closest first; those without an id before all. */
  readonly #candidates: LookupCandidate[] = [];
  readonly #hosts = new Set<string>();
  readonly #networks = new Map<string, number>();

  constructor(options: FrontierOptions) {
    this.#options = options;
  }

  /** A node that was named by one of `depth - 1`, or known before (depth 1). False where it is not looked at. */
  add(node: DhtNode, depth: number): boolean {
    const candidate = this.#candidate(node, depth, node);
    if (!this.#claimPlace(candidate.endpoint)) return false;
    this.#insert(candidate);
    if (this.#candidates.length <= MAX_CANDIDATES) return true;
    const last = this.#candidates.findLastIndex(({ state }) => state !== 'asked');
    if (last >= 0) this.#candidates.splice(last, 1);
    return true;
  }

  /** An address that is asked first, whatever its id. */
  addEndpoint(endpoint: PeerEndpoint): void {
    if (this.#claimPlace(endpoint)) this.#insert(this.#candidate(endpoint, 1, null));
  }

  /** The next to be asked, or null where answers have to come first. It counts as asked. */
  next(): LookupCandidate | null {
    const nameless = this.#candidates.find(({ node, state }) => !node && state === 'unasked');
    const next = nameless ?? this.closest().find(({ state }) => state === 'unasked');
    if (next === undefined) return null;
    next.state = 'asked';
    return next;
  }

  /**
   * It answered under this id, which counts from now on: the address proved itself, and who named it may know an older
   * id or lie. False where the id is ours.
   */
  answered(candidate: LookupCandidate, id: Uint8Array): boolean {
    const { node, endpoint } = candidate;
    if (isSameId(id, this.#options.ownId)) {
      candidate.state = 'failed';
      return false;
    }
    candidate.state = 'answered';
    if (node !== null && isSameId(id, node.id)) return true;
    candidate.node = { id, ...endpoint };
    candidate.isFit = this.#options.isFit(candidate.node);
    const at = this.#candidates.indexOf(candidate);
    if (at >= 0) this.#candidates.splice(at, 1);
    this.#insert(candidate);
    return true;
  }

  /** The closest places; while one of them has not answered the search is not over. */
  closest(): LookupCandidate[] {
    const places: LookupCandidate[] = [];
    const spare: LookupCandidate[] = [];
    let unfit = 0;
    for (const candidate of this.#candidates) {
      if (places.length === CLOSEST_NODES) break;
      if (candidate.node === null || isOut(candidate)) continue;
      if (!candidate.isFit && ++unfit > MOST_UNFIT) spare.push(candidate);
      else places.push(candidate);
    }
    return [...places, ...spare.slice(0, CLOSEST_NODES - places.length)];
  }

  /** The closest places, all of which have answered, or none is left that could be asked. */
  get isDone(): boolean {
    const isOpen = ({ state }: LookupCandidate): boolean =>
      state === 'unasked' || state === 'asked';
    const awaited = this.#candidates.filter(({ node }) => node === null);
    return ![...awaited, ...this.closest()].some(isOpen);
  }

  #candidate(endpoint: PeerEndpoint, depth: number, node: DhtNode | null): LookupCandidate {
    const isFit = node !== null && this.#options.isFit(node);
    const { address, port } = endpoint;
    return { node, endpoint: { address, port }, depth, state: 'unasked', isFit, token: null };
  }

  #claimPlace(endpoint: PeerEndpoint): boolean {
    const { host, network } = this.#options.groupOf(endpoint);
    const inNetwork = network === null ? 0 : (this.#networks.get(network) ?? 0);
    if (this.#hosts.has(host) || inNetwork >= MOST_IN_NETWORK) return false;
    this.#hosts.add(host);
    if (network !== null) this.#networks.set(network, inNetwork + 1);
    return true;
  }

  #insert(candidate: LookupCandidate): void {
    const { target } = this.#options;
    const { node } = candidate;
    const isFarther = (other: LookupCandidate): boolean =>
      node === null || (other.node !== null && compareDistance(target, other.node.id, node.id) > 0);
    const at = this.#candidates.findIndex(isFarther);
    this.#candidates.splice(at < 0 ? this.#candidates.length : at, 0, candidate);
  }
}

/** Slow ones hold nobody up; they are back when they answer. */
function isOut({ state }: LookupCandidate): boolean {
  return state === 'failed' || state === 'slow';
}
