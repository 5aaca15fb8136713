/**
 * The DHT of one address family (BEP 32 keeps them apart): our id in it, the nodes that we know, and the searches that
 * go through them. Everything that answers passes `#believe`, the one way into the routing table.
 */
import type { Clock } from '../core/clock.ts';
import { toHex } from '../core/hex.ts';
import type { Logger } from '../core/logger.ts';
import type { DhtFamilyStatus, PeerEndpoint } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { isDialablePeer, strangerPeerRules, USER_PEER_RULES } from '../net/address-rules.ts';
import type { ResolveHost } from '../net/host-lookup.ts';
import { addressGrouping, type GroupAddress } from './address-groups.ts';
import type { DhtNode, DhtQuestion, DhtResponse, WantedFamilies } from './dht-message.ts';
import type { DhtRpc } from './dht-rpc.ts';
import type { SavedFamily } from './dht-state.ts';
import { ExternalAddress } from './external-address.ts';
import { isSameId } from './node-distance.ts';
import { NodeChecks } from './node-checks.ts';
import { isIdFor, nodeIdFor } from './node-id.ts';
import { NodeLookup, type NodeLookupResult } from './node-lookup.ts';
import { Routers } from './routers.ts';
import { RoutingTable } from './routing-table.ts';
import { SearchSeeds } from './search-seeds.ts';
import { TableUpkeep } from './table-upkeep.ts';

/** All that a table has: 128 + 64 + 32 + 16 and some buckets of 8. */
const SAVED_NODES = 400;
/**
 * Somebody answered in the last so many milliseconds: who does not is at fault, and not our line. Long enough for an idle
 * node, which asks one every minute or two, and too short for a node to fail so often that it is forgotten.
 */
const LINE_UP_MS = 120_000;

export interface DhtFamilyOptions {
  family: AddressFamily;
  clock: Clock;
  random: Random;
  logger: Logger;
  rpc: DhtRpc;
  routers: readonly string[];
  resolve: ResolveHost;
  saved: SavedFamily | null;
  loopbackActsPublic: boolean;
  mayTalkTo: (address: string) => boolean;
  /** Which families' nodes answers should hold. */
  wanted: () => WantedFamilies;
  /** Nodes of the other family that one of this named. */
  onForeign(nodes: readonly DhtNode[], namedBy: PeerEndpoint): void;
}

export interface SearchOptions {
  target: Uint8Array;
  question(ownId: Uint8Array): DhtQuestion;
  onAnswer?(response: DhtResponse, from: DhtNode): void;
  onDone(result: NodeLookupResult): void;
}

export interface Search {
  cancel(): void;
}

export class DhtFamily {
  readonly family: AddressFamily;
  readonly #options: DhtFamilyOptions;
  readonly #groupOf: GroupAddress;
  readonly #external: ExternalAddress;
  readonly #checks: NodeChecks;
  readonly #upkeep: TableUpkeep;
  readonly #searches = new Set<Search>();
  readonly #saved: readonly DhtNode[];
  readonly #seeds: SearchSeeds;
  readonly #routers: Routers;
  #table: RoutingTable;
  #lastAnswerAtMs = -Infinity;

  constructor(options: DhtFamilyOptions) {
    const { family, saved, random, rpc } = options;
    this.family = family;
    this.#options = options;
    this.#groupOf = addressGrouping(options.loopbackActsPublic);
    this.#external = new ExternalAddress(family);
    this.#routers = new Routers({ ...options, names: options.routers });
    this.#saved = saved?.nodes ?? [];
    this.#seeds = new SearchSeeds({
      table: () => this.#table,
      saved: this.#saved,
      routers: this.#routers,
    });
    this.#table = this.#newTable(saved?.id ?? nodeIdFor(null, random));
    this.#checks = new NodeChecks({
      rpc,
      question: () => ({ method: 'ping', id: this.ownId }),
      onAnswer: (response, from, roundTripMs) =>
        this.#believe(response, { id: response.id, ...from }, roundTripMs),
    });
    this.#upkeep = new TableUpkeep({
      clock: options.clock,
      random,
      table: () => this.#table,
      searchFor: (target, onDone) => this.#searchNodes(target, onDone),
      refresh: (node, target) => this.#refresh(node, target),
    });
  }

  get ownId(): Uint8Array {
    return this.#table.ownId;
  }

  get isBootstrapped(): boolean {
    return this.#upkeep.isBootstrapped && this.#table.goodCount > 0;
  }

  start(): void {
    this.#upkeep.start();
  }

  stop(): void {
    this.#upkeep.stop();
    this.#checks.stop();
    for (const search of this.#searches) search.cancel();
  }

  closest(target: Uint8Array, count: number): DhtNode[] {
    return this.#table.closest(target, count);
  }

  /** Whether a node at this endpoint is in the table. */
  knows(endpoint: PeerEndpoint): boolean {
    return this.#table.has(endpoint);
  }

  /** A node that asked us, or that another one named: asked itself before it is believed. */
  heard(node: DhtNode, namedBy: PeerEndpoint): void {
    if (this.#table.wants(node) && this.#mayAsk(node, namedBy)) this.#checks.add(node);
  }

  /** A node that the user, a torrent or a peer names by its address alone. */
  addNode(endpoint: PeerEndpoint): void {
    const mayAsk = isDialablePeer(endpoint, USER_PEER_RULES);
    if (!mayAsk || !this.#options.mayTalkTo(endpoint.address) || this.knows(endpoint)) return;
    this.#checks.add(endpoint);
  }

  /** The session believes that this is our address. What enough nodes say counts for more. */
  learnExternalAddress(address: string): void {
    if (this.#external.suggest(address)) this.#fitId();
  }

  /** One search through this family; waits while the first nodes are looked for. */
  search(options: SearchOptions): Search {
    let lookup: NodeLookup | null = null;
    let isOver = false;
    const end = (result: NodeLookupResult): void => {
      if (isOver) return;
      isOver = true;
      this.#searches.delete(search);
      options.onDone(result);
    };
    const search = {
      cancel: () => {
        lookup?.cancel();
        end({ closest: [], queries: 0, answered: 0, depth: 0 });
      },
    };
    this.#searches.add(search);
    this.#upkeep.whenReady(() => {
      if (isOver) return;
      lookup = this.#newLookup({ ...options, onDone: end });
      lookup.start();
    });
    return search;
  }

  status(): DhtFamilyStatus {
    return {
      family: this.family,
      nodes: this.#table.goodCount,
      replacements: this.#table.replacementCount,
      nodeId: toHex(this.ownId),
      externalAddress: this.#external.address,
      isBootstrapped: this.isBootstrapped,
    };
  }

  /** What the next run begins with. Before anybody answered, that is what this run began with. */
  save(): SavedFamily {
    const nodes = this.#table.closest(this.ownId, SAVED_NODES);
    return { id: this.ownId, nodes: nodes.length > 0 ? nodes : [...this.#saved] };
  }

  #newTable(id: Uint8Array): RoutingTable {
    const isFit = (node: DhtNode): boolean => isIdFor(node.id, node.address);
    return new RoutingTable(id, { groupOf: this.#groupOf, isFit });
  }

  #newLookup(options: SearchOptions): NodeLookup {
    const { rpc, clock } = this.#options;
    return new NodeLookup({
      ...options,
      ownId: this.ownId,
      groupOf: this.#groupOf,
      isFit: (node) => isIdFor(node.id, node.address),
      family: this.family,
      rpc,
      ...this.#seeds.near(options.target),
      question: () => options.question(this.ownId),
      mayAsk: (node, namedBy) => this.#mayAsk(node, namedBy),
      onAnswer: (response, from, roundTripMs) => {
        this.#believe(response, from, roundTripMs);
        options.onAnswer?.(response, from);
      },
      onFailed: (node) => this.#table.failed(node, clock.now(), this.#isLineUp),
    });
  }

  #searchNodes(target: Uint8Array, onDone: (answered: number) => void): void {
    const start = (): void => {
      const search: NodeLookup = this.#newLookup({
        target,
        question: (id) => ({ method: 'find_node', id, target, want: this.#options.wanted() }),
        onDone: ({ answered }) => {
          this.#searches.delete(search);
          onDone(answered);
        },
      });
      this.#searches.add(search);
      search.start();
    };
    this.#seeds.prepare(target, start);
  }

  #refresh(node: DhtNode, target: Uint8Array): void {
    const { rpc, clock, wanted } = this.#options;
    const question = { method: 'find_node', id: this.ownId, target, want: wanted() } as const;
    rpc.ask(node, question, {
      onAnswer: (response, roundTripMs) => {
        this.#believe(response, { ...node, id: response.id }, roundTripMs);
        for (const named of response.nodes) this.heard(named, node);
      },
      onFailed: (failure) => {
        if (failure === 'timeout') this.#table.failed(node, clock.now(), this.#isLineUp);
      },
    });
  }

  #believe(response: DhtResponse, from: DhtNode, roundTripMs: number): void {
    const now = this.#options.clock.now();
    this.#lastAnswerAtMs = now;
    const isNode = !this.#isPublicRouter(from);
    if (isNode && this.#table.answered(from, roundTripMs, now)) this.#upkeep.onNewNode();
    const seenAs = response.externalAddress?.address;
    if (seenAs !== undefined && this.#external.vote(seenAs, from.address)) this.#fitId();
    const isForeign = (node: DhtNode): boolean => addressFamily(node.address) !== this.family;
    const foreign = response.nodes.filter(isForeign);
    if (foreign.length > 0) this.#options.onForeign(foreign, from);
  }

  /** A new address has a new id (BEP 42); the nodes that we know keep their places as far as there is one. */
  #fitId(): void {
    const { random, logger } = this.#options;
    const address = this.#external.address!;
    if (isIdFor(this.ownId, address)) return;
    const known = this.#table.nodes();
    this.#table = this.#newTable(nodeIdFor(address, random));
    for (const node of known) {
      if (node.failures === 0) this.#table.answered(node, node.roundTripMs, node.seenAtMs);
    }
    logger.debug('The id in the DHT follows our address', { family: this.family, address });
    this.#upkeep.onNewId();
  }

  #mayAsk(node: DhtNode, namedBy: PeerEndpoint): boolean {
    return (
      addressFamily(node.address) === this.family &&
      !isSameId(node.id, this.ownId) &&
      isDialablePeer(node, strangerPeerRules(namedBy.address)) &&
      this.#options.mayTalkTo(node.address)
    );
  }

  /** The world's routers are asked when nobody else is known, and spared otherwise; those of a small network are nodes. */
  #isPublicRouter(node: PeerEndpoint): boolean {
    const { network } = this.#groupOf(node);
    return network !== null && this.#routers.hasAddress(node.address);
  }

  get #isLineUp(): boolean {
    return this.#options.clock.now() - this.#lastAnswerAtMs <= LINE_UP_MS;
  }
}
