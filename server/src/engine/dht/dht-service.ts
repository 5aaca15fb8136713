/** The DHT as those see it who use it. */
import type { DhtStatus, PeerEndpoint } from '../core/messages.ts';
import type { DhtLookup, DhtLookupOptions } from './dht-options.ts';

export interface DhtService {
  /** Begins to listen, and to look for nodes. */
  start(): void;
  /** Ends everything; lookups that run resolve with what they have. */
  stop(): void;
  /** A node that somebody named: the PORT message of a peer, `nodes` of a torrent. It is asked before it is believed. */
  addNode(endpoint: PeerEndpoint): void;
  /** Looks for the peers of an info hash in every family, then announces where asked. */
  lookup(infoHash: Uint8Array, options: DhtLookupOptions): DhtLookup;
  /** Our address as the session believes it: the id is made to fit (BEP 42). What nodes agree on counts for more. */
  learnExternalAddress(address: string): void;
  status(): DhtStatus;
  /** Ids and good nodes of each family, for the next run. */
  state(): Uint8Array;
}
