/**
 * The nodes that one node of ours knows (BEP 5; Kademlia, section 2.4), in buckets by how many leading bits their ids
 * share with ours. Pure.
 *
 * Invariant: every node in it has answered a question of ours, under its id and from its address; there is one of a
 * host, and two of a network in a bucket at most. A node that answers keeps its place against newcomers, so that a
 * flood of them changes nothing: only one that failed makes way, or one whose id does not fit its address to one that
 * does (BEP 42). What finds no place waits in the bucket's replacements. The first buckets are larger, as in
 * libtorrent: half of all nodes belong into the first, and a search begins with what is there.
 */
import { toHex } from '../core/hex.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { GroupAddress } from './address-groups.ts';
import type { DhtNode } from './dht-message.ts';
import { compareDistance, ID_BITS, sharedPrefixBits } from './node-distance.ts';
import { RoutingBucket, type RoutingNode } from './routing-bucket.ts';

const BUCKET_NODES = 8;
/** Nodes in the first buckets. */
const FIRST_BUCKETS: readonly number[] = [128, 64, 32, 16];
/** A node that is silent goes when it failed so often, if others answer meanwhile. */
const MOST_FAILURES = 5;

export interface RoutingTableOptions {
  groupOf: GroupAddress;
  /** Whether an id belongs to its address (BEP 42). */
  isFit(node: DhtNode): boolean;
}

export class RoutingTable {
  readonly ownId: Uint8Array;
  readonly #options: RoutingTableOptions;
  /** Up to the deepest that anything was put into. */
  readonly #buckets: RoutingBucket[] = [];
  readonly #byHost = new Map<string, RoutingNode>();
  readonly #byId = new Map<string, RoutingNode>();

  constructor(ownId: Uint8Array, options: RoutingTableOptions) {
    this.ownId = ownId;
    this.#options = options;
  }

  /** Nodes that answered when they were asked last. */
  get goodCount(): number {
    let count = 0;
    for (const { nodes } of this.#buckets) {
      for (const { failures } of nodes) count += Number(failures === 0);
    }
    return count;
  }

  get replacementCount(): number {
    return this.#buckets.reduce((sum, { replacements }) => sum + replacements.length, 0);
  }

  /** All that have a place. */
  nodes(): RoutingNode[] {
    return this.#buckets.flatMap(({ nodes }) => nodes);
  }

  /** How many leading bits the closest nodes share with us: buckets behind it are empty; -1 for an empty table. */
  get deepestBucket(): number {
    return this.#buckets.findLastIndex(({ nodes }) => nodes.length > 0);
  }

  /** The bucket that an id belongs into; 160 is our own id. */
  bucketOf(id: Uint8Array): number {
    return sharedPrefixBits(this.ownId, id);
  }

  /** Whether there are nodes near us, but none at this distance: half of a network that has not found the other. */
  isGap(prefixBits: number): boolean {
    const bucket = this.#buckets[prefixBits];
    return prefixBits < this.deepestBucket && (bucket === undefined || bucket.nodes.length === 0);
  }

  hasRoom(prefixBits: number): boolean {
    return this.#buckets[prefixBits]?.hasRoom ?? prefixBits < ID_BITS;
  }

  /** Whether it is worth asking a node that was only heard of: a new one, or one of a new id. */
  wants(node: DhtNode): boolean {
    const bucket = this.#bucketOf(node.id);
    if (bucket === null || this.#byId.has(toHex(node.id))) return false;
    const { host, network } = this.#options.groupOf(node);
    const known = this.#byHost.get(host);
    if (known !== undefined) return known.address === node.address && known.port === node.port;
    return bucket.wants(network);
  }

  has(endpoint: PeerEndpoint): boolean {
    return this.#byHost.has(this.#options.groupOf(endpoint).host);
  }

  /** It answered a question of ours; true where it is new here. */
  answered(node: DhtNode, roundTripMs: number, nowMs: number): boolean {
    const bucket = this.#bucketOf(node.id);
    if (bucket === null) return false;
    const groups = this.#options.groupOf(node);
    const known = this.#byHost.get(groups.host) ?? this.#byId.get(toHex(node.id));
    if (known !== undefined) {
      if (isSame(known, node)) {
        bucket.refresh(known, roundTripMs, nowMs);
        return false;
      }
      // An address that answers under a new id has a new one; else the older of two stays while it answers.
      const hasNewId = known.address === node.address && known.port === node.port;
      if (!hasNewId && known.failures === 0) return false;
      this.#drop(known);
    }
    const { address, port, id } = node;
    const times = { roundTripMs, seenAtMs: nowMs, askedAtMs: nowMs };
    const isFit = this.#options.isFit(node);
    const added = { id, address, port, ...groups, ...times, isFit, failures: 0 };
    const { isTaken, removed } = bucket.add(added);
    if (isTaken) {
      this.#byHost.set(added.host, added);
      this.#byId.set(toHex(id), added);
    }
    if (removed !== null) this.#forget(removed);
    return isTaken;
  }

  /** It was asked and did not answer. `isLineUp`: others answer meanwhile. */
  failed(node: DhtNode, nowMs: number, isLineUp: boolean): void {
    const known = this.#byId.get(toHex(node.id));
    if (known === undefined || !isSame(known, node)) return;
    known.failures++;
    known.askedAtMs = nowMs;
    if (!isLineUp) return;
    const bucket = this.#bucketOf(node.id)!;
    if (bucket.replace(known) || known.failures >= MOST_FAILURES) this.#drop(known);
  }

  /**
   * The closest to the target that answered when they were asked last. Ids that do not fit their addresses (BEP 42) are
   * half of them at most, as long as there are others: they can be chosen to stand around a target.
   */
  closest(target: Uint8Array, count: number): DhtNode[] {
    const fit: RoutingNode[] = [];
    const unfit: RoutingNode[] = [];
    for (const buckets of this.#bucketsTowards(target)) {
      for (const { nodes } of buckets) {
        for (const node of nodes) {
          if (node.failures > 0) continue;
          insertByDistance(node.isFit ? fit : unfit, node, target, count);
        }
      }
      if (fit.length === count) break;
    }
    const mostUnfit = Math.max(Math.floor(count / 2), count - fit.length);
    for (const node of unfit.slice(0, mostUnfit)) insertByDistance(fit, node, target, count);
    return fit.map(({ id, address, port }) => ({ id, address, port }));
  }

  /**
   * All buckets in groups, each of nodes that are closer to the target than those of the next: the bucket that the target
   * belongs into, then all behind it, which share as many bits with the target as we do, then those before it.
   */
  *#bucketsTowards(target: Uint8Array): Generator<RoutingBucket[]> {
    const own = this.bucketOf(target);
    yield this.#buckets.slice(own, own + 1);
    yield this.#buckets.slice(own + 1);
    for (let bucket = Math.min(own, this.#buckets.length) - 1; bucket >= 0; bucket--) {
      yield [this.#buckets[bucket]!];
    }
  }

  #bucketOf(id: Uint8Array): RoutingBucket | null {
    const prefixBits = this.bucketOf(id);
    if (prefixBits >= ID_BITS) return null;
    while (this.#buckets.length <= prefixBits) {
      const capacity = FIRST_BUCKETS[this.#buckets.length] ?? BUCKET_NODES;
      this.#buckets.push(new RoutingBucket(capacity));
    }
    return this.#buckets[prefixBits]!;
  }

  #drop(node: RoutingNode): void {
    this.#bucketOf(node.id)!.remove(node);
    this.#forget(node);
  }

  #forget(node: RoutingNode): void {
    this.#byHost.delete(node.host);
    this.#byId.delete(toHex(node.id));
  }
}

/** Keeps the closest `count`, closest first: most nodes are farther than the last of them, at one comparison. */
function insertByDistance(
  found: RoutingNode[],
  node: RoutingNode,
  target: Uint8Array,
  count: number,
): void {
  let at = found.length;
  while (at > 0 && compareDistance(target, found[at - 1]!.id, node.id) > 0) at--;
  if (at === count) return;
  found.splice(at, 0, node);
  if (found.length > count) found.pop();
}

function isSame(known: RoutingNode, node: DhtNode): boolean {
  return (
    known.port === node.port &&
    known.address === node.address &&
    compareDistance(node.id, known.id, node.id) === 0
  );
}
