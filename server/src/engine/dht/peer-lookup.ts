/**
 * Looks for the peers of an info hash in every family and announces there (BEP 5, 32, 33): get_peers on the way to the
 * closest nodes, then announce_peer to those of them that gave a token. Peers are told as answers come.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';
import type { DhtFamily, Search } from './dht-family.ts';
import type { DhtNode, DhtResponse } from './dht-message.ts';
import type { DhtLookupOptions, DhtLookupResult } from './dht-options.ts';
import type { DhtRpc } from './dht-rpc.ts';
import type { NodeLookupResult } from './node-lookup.ts';

/** libtorrent answers with as many; the rest of a longer list is not looked at. */
const MAX_PEERS_OF_ANSWER = 100;
/** Different peers that one lookup tells of. */
const MAX_PEERS = 2_000;

export interface PeerLookupOptions extends DhtLookupOptions {
  infoHash: Uint8Array;
  families: readonly DhtFamily[];
  rpc: DhtRpc;
}

export class PeerLookup {
  readonly done: Promise<DhtLookupResult>;
  readonly #options: PeerLookupOptions;
  readonly #searches: Search[] = [];
  readonly #peers = new Set<string>();
  readonly #result = { queries: 0, depth: 0, answered: 0, announcedTo: 0 };
  readonly #resolve: (result: DhtLookupResult) => void;
  /** Searches and announces that are not over. */
  #open = 0;
  #isCancelled = false;

  constructor(options: PeerLookupOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<DhtLookupResult>();
    this.done = promise;
    this.#resolve = resolve;
  }

  start(): void {
    this.#open++;
    for (const family of this.#options.families) this.#search(family);
    this.#close();
  }

  cancel(): void {
    this.#isCancelled = true;
    for (const search of this.#searches) search.cancel();
    this.#finish();
  }

  #search(family: DhtFamily): void {
    const { infoHash, announce } = this.#options;
    this.#open++;
    const search = family.search({
      target: infoHash,
      question: (id) => ({
        method: 'get_peers',
        id,
        infoHash,
        want: null,
        withoutSeeds: announce?.isSeed ?? false,
        wantsScrape: false,
      }),
      onAnswer: (response, from) => this.#take(response, from),
      onDone: (result) => {
        this.#add(result);
        if (!this.#isCancelled) this.#announce(family, result);
        this.#close();
      },
    });
    this.#searches.push(search);
  }

  #take(response: DhtResponse, from: DhtNode): void {
    if (this.#isCancelled || response.peers.length === 0) return;
    const peers = response.peers.slice(0, MAX_PEERS_OF_ANSWER).filter((peer) => this.#isTold(peer));
    const { address, port } = from;
    if (peers.length > 0) this.#options.onPeers(peers, { address, port });
  }

  #isTold(peer: PeerEndpoint): boolean {
    const key = endpointKey(peer);
    if (this.#peers.has(key)) return true;
    if (this.#peers.size >= MAX_PEERS) return false;
    this.#peers.add(key);
    return true;
  }

  #add({ queries, depth, answered }: NodeLookupResult): void {
    this.#result.queries += queries;
    this.#result.answered += answered;
    this.#result.depth = Math.max(this.#result.depth, depth);
  }

  #announce(family: DhtFamily, { closest }: NodeLookupResult): void {
    const { announce } = this.#options;
    if (announce === null) return;
    for (const { node, token } of closest) {
      if (token !== null) this.#announceTo(node, token, family.ownId);
    }
  }

  #announceTo(node: DhtNode, token: Uint8Array, id: Uint8Array): void {
    const { infoHash, rpc } = this.#options;
    const { port, isSeed, impliedPort = false } = this.#options.announce!;
    let isOpen = true;
    const settle = (): void => {
      if (isOpen) this.#close();
      isOpen = false;
    };
    this.#open++;
    const question = { method: 'announce_peer', id, infoHash, port, token, isSeed } as const;
    rpc.ask(
      node,
      { ...question, isPortImplied: impliedPort },
      {
        onAnswer: () => {
          if (isOpen) this.#result.announcedTo++;
          settle();
        },
        onSlow: settle,
        onFailed: settle,
      },
    );
  }

  #close(): void {
    if (--this.#open === 0) this.#finish();
  }

  /** Only the first call counts: a promise is resolved once. */
  #finish(): void {
    this.#resolve({ ...this.#result, peers: this.#peers.size });
  }
}
