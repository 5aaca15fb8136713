/**
 * Whom a search asks first: nodes of the table, and where those lead nowhere the nodes of an earlier run, then the
 * routers.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { DhtNode } from './dht-message.ts';
import { compareDistance } from './node-distance.ts';
import type { Routers } from './routers.ts';
import type { RoutingTable } from './routing-table.ts';

/** A search begins with so many of the table, and so many of an earlier run. */
const TABLE_SEEDS = 16;
const SAVED_SEEDS = 32;
const FEW_NODES = 8;

export interface SearchSeedsOptions {
  table: () => RoutingTable;
  saved: readonly DhtNode[];
  routers: Routers;
}

export class SearchSeeds {
  readonly #options: SearchSeedsOptions;
  /** Buckets that were searched by the nodes of an earlier run; 160 is that of our own id. */
  readonly #triedSaved = new Set<number>();

  constructor(options: SearchSeedsOptions) {
    this.#options = options;
  }

  /** What is known now. */
  near(target: Uint8Array): { nodes: DhtNode[]; endpoints: readonly PeerEndpoint[] } {
    const { table, routers } = this.#options;
    const known = table().closest(target, TABLE_SEEDS);
    if (!this.#isLacking(target)) return { nodes: known, endpoints: [] };
    return { nodes: [...known, ...this.#savedNear(target)], endpoints: routers.endpoints };
  }

  /** Begins a search that keeps the table: at once, unless routers have to be resolved first. */
  prepare(target: Uint8Array, begin: () => void): void {
    if (!this.#needsRouters(target)) begin();
    else void this.#options.routers.resolve().then(begin);
  }

  /** The nodes of an earlier run are tried once before a router is troubled. */
  #needsRouters(target: Uint8Array): boolean {
    const { table, saved, routers } = this.#options;
    const bucket = table().bucketOf(target);
    const isFirst = saved.length >= FEW_NODES && !this.#triedSaved.has(bucket);
    this.#triedSaved.add(bucket);
    return this.#isLacking(target) && !isFirst && !routers.isEmpty;
  }

  /**
   * Whether the nodes of the table may lead nowhere: there are few, or none in a whole part of the network, which
   * the others may miss too: they found each other by the same routers.
   */
  #isLacking(target: Uint8Array): boolean {
    const table = this.#options.table();
    return table.goodCount < FEW_NODES || table.isGap(table.bucketOf(target));
  }

  #savedNear(target: Uint8Array): DhtNode[] {
    return this.#options.saved
      .toSorted((one, other) => compareDistance(target, one.id, other.id))
      .slice(0, SAVED_SEEDS);
  }
}
