/**
 * Keeps a routing table alive: finds the first nodes (a search for our own id), begins again with a back-off while there
 * are too few, asks nodes that were silent, and searches in buckets that nothing was heard of. One small step at a
 * time, so that an idle client sends a packet every few seconds.
 */
import type { Clock, Timer } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { DhtNode } from './dht-message.ts';
import { randomIdSharing } from './node-distance.ts';
import type { RoutingNode } from './routing-bucket.ts';
import type { RoutingTable } from './routing-table.ts';

const STEP_MS = 5_000;
/** BEP 5: a node or a bucket is doubtful after so long. */
const QUIET_MS = 15 * 60_000;
/** A node that failed is asked again after this times its failures. */
const RETRY_NODE_MS = 30_000;
/** With fewer good nodes the search for our own id is begun again. */
const FEW_NODES = 8;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** The first node after none: others may come in the same moment. */
const SETTLING_MS = 200;
/** After so many searches for nothing nobody waits for the next. */
const HOPELESS_SEARCHES = 3;
/** Buckets behind the deepest that a node was found for are empty. */
const BUCKETS_BEHIND = 1;

export interface TableUpkeepOptions {
  clock: Clock;
  random: Random;
  table: () => RoutingTable;
  searchFor: (target: Uint8Array, onDone: (answered: number) => void) => void;
  /** Asks this node for nodes near the target. */
  refresh: (node: DhtNode, target: Uint8Array) => void;
}

export class TableUpkeep {
  readonly #options: TableUpkeepOptions;
  readonly #ready: (() => void)[] = [];
  /** When a bucket was searched last, by its number. */
  readonly #searchedAtMs = new Map<number, number>();
  #timer: Timer | null = null;
  /** A search that comes before the next step. */
  #settling: Timer | null = null;
  #isSearching = false;
  #nextSelfSearchAtMs = 0;
  #failedSearches = 0;
  #selfSearches = 0;

  constructor(options: TableUpkeepOptions) {
    this.#options = options;
  }

  /** Nodes answered a search for our id. */
  get isBootstrapped(): boolean {
    return this.#selfSearches > 0;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#timer = this.#options.clock.setRepeating(STEP_MS, () => this.#step());
    this.#searchSelf();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#settling?.cancel();
    this.#timer = null;
    this.#settling = null;
    this.#releaseReady();
  }

  /** Calls back when there are nodes to ask, or none could be found; at once where nothing is looked for. */
  whenReady(callback: () => void): void {
    this.#ready.push(callback);
    this.#releaseReady();
  }

  /** A node has come into the table: where there are few, it may lead to others. */
  onNewNode(): void {
    if (this.#isSearching || this.#timer === null) return;
    if (this.#options.table().goodCount <= FEW_NODES) this.#searchAfter(SETTLING_MS);
  }

  onNewId(): void {
    this.#searchedAtMs.clear();
    if (this.#timer !== null) this.#searchAfter(SETTLING_MS);
  }

  #step(): void {
    const { clock } = this.#options;
    const now = clock.now();
    if (now >= this.#nextSelfSearchAtMs) this.#searchSelf();
    this.#refreshNode(now);
    this.#refreshBucket(now);
  }

  #searchAfter(delayMs: number): void {
    this.#settling ??= this.#options.clock.setTimer(delayMs, () => {
      this.#settling = null;
      this.#searchSelf();
    });
  }

  #searchSelf(): void {
    if (this.#isSearching) return;
    this.#isSearching = true;
    const { searchFor, table } = this.#options;
    const goodBefore = table().goodCount;
    searchFor(table().ownId, (answered) => {
      this.#isSearching = false;
      if (answered > 0 && ++this.#selfSearches === 1) this.#fillGaps();
      this.#plan(goodBefore);
      this.#releaseReady();
    });
  }

  #plan(goodBefore: number): void {
    const { clock, random, table } = this.#options;
    const good = table().goodCount;
    const hasEnough = good >= FEW_NODES;
    // A search that found some leads to others at once; one that found none waits.
    this.#failedSearches =
      hasEnough || good > goodBefore ? Number(!hasEnough) : this.#failedSearches + 1;
    const backOffMs = FIRST_RETRY_MS * 2 ** Math.max(0, this.#failedSearches - 1);
    const meanMs = hasEnough ? QUIET_MS : Math.min(backOffMs, LONGEST_RETRY_MS);
    const delayMs = meanMs * (0.75 + random.next() / 2);
    this.#nextSelfSearchAtMs = clock.now() + delayMs;
    if (delayMs < STEP_MS && this.#timer !== null) this.#searchAfter(delayMs);
  }

  /** The first search has found those near us. Where there is nobody farther away, they may be as alone as we are. */
  #fillGaps(): void {
    const { table, random, searchFor } = this.#options;
    for (let bucket = 0; bucket < table().deepestBucket; bucket++) {
      if (!table().isGap(bucket)) continue;
      searchFor(randomIdSharing(table().ownId, bucket, random), () => {});
    }
  }

  #refreshNode(now: number): void {
    const { table, random, refresh } = this.#options;
    const doubtful = table()
      .nodes()
      .filter((node) => isDoubtful(node, now));
    const [oldest] = doubtful.toSorted((one, other) => one.askedAtMs - other.askedAtMs);
    if (oldest === undefined) return;
    oldest.askedAtMs = now;
    refresh(oldest, randomIdSharing(table().ownId, table().bucketOf(oldest.id), random));
  }

  #refreshBucket(now: number): void {
    const { table, random, searchFor } = this.#options;
    if (this.#isSearching || table().goodCount === 0) return;
    const last = table().deepestBucket + BUCKETS_BEHIND;
    for (let bucket = 0; bucket <= last; bucket++) {
      const quietMs = now - (this.#searchedAtMs.get(bucket) ?? -Infinity);
      if (quietMs < QUIET_MS || !table().hasRoom(bucket)) continue;
      this.#searchedAtMs.set(bucket, now);
      searchFor(randomIdSharing(table().ownId, bucket, random), () => {});
      return;
    }
  }

  #releaseReady(): void {
    const good = this.#options.table().goodCount;
    const isFirstSearch = this.#isSearching && good < FEW_NODES;
    const hasHope = good === 0 && this.#failedSearches < HOPELESS_SEARCHES;
    if (this.#timer !== null && (isFirstSearch || hasHope)) return;
    for (const callback of this.#ready.splice(0)) callback();
  }
}

function isDoubtful(node: RoutingNode, now: number): boolean {
  const quietMs = now - node.askedAtMs;
  if (node.failures === 0) return quietMs >= QUIET_MS;
  return quietMs >= Math.min(RETRY_NODE_MS * node.failures, QUIET_MS);
}
