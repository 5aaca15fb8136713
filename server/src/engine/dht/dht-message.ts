/**
 * What nodes of the DHT say to each other, as values: queries, responses and errors of BEP 5 with the fields of
 * BEP 32 (IPv6), 33 (scrape), 42 (the asker's address), 43 (read-only nodes), 44 (stored items) and 51 (samples).
 * Ids, targets and hashes are 20 bytes. Whether an address may be dialled, an id fits its address or a token is
 * ours is for those who use the messages; here they only have the right sizes.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { AddressFamily } from '../net/address.ts';

export type DhtMessage = DhtQuery | DhtResponse | DhtErrorMessage;

interface DhtEnvelope {
  /** Made by the asker and repeated in the answer. */
  transactionId: Uint8Array;
  /** Client and version as it writes them; null where it does not say or says too much. */
  version: Uint8Array | null;
}

export interface DhtQuery extends DhtEnvelope {
  kind: 'query';
  /** BEP 43: the asker answers no queries and belongs in no routing table. */
  isReadOnly: boolean;
  question: DhtQuestion;
}

/** A question and its arguments; `id` is the asker's. */
export type DhtQuestion =
  | { method: 'ping'; id: Uint8Array }
  | { method: 'find_node'; id: Uint8Array; target: Uint8Array; want: WantedFamilies }
  | GetPeersQuestion
  | AnnouncePeerQuestion
  | GetQuestion
  | PutQuestion
  | { method: 'sample_infohashes'; id: Uint8Array; target: Uint8Array; want: WantedFamilies }
  /** A method that this client does not know. With a target it may be answered as find_node (libtorrent). */
  | { method: 'unknown'; id: Uint8Array; name: string; target: Uint8Array | null };

/** Families of nodes that the asker wants (BEP 32); null: that of its own address. */
export type WantedFamilies = readonly AddressFamily[] | null;

export interface GetPeersQuestion {
  method: 'get_peers';
  id: Uint8Array;
  infoHash: Uint8Array;
  want: WantedFamilies;
  /** BEP 33: seeds are of no use to the asker. */
  withoutSeeds: boolean;
  /** BEP 33: the asker wants to know how many there are. */
  wantsScrape: boolean;
}

export interface AnnouncePeerQuestion {
  method: 'announce_peer';
  id: Uint8Array;
  infoHash: Uint8Array;
  /** 0 only where the port is implied. */
  port: number;
  /** The port is that of the packet, whatever `port` says: a NAT may have changed it (BEP 5). */
  isPortImplied: boolean;
  token: Uint8Array;
  /** BEP 33. */
  isSeed: boolean;
}

export interface GetQuestion {
  method: 'get';
  id: Uint8Array;
  target: Uint8Array;
  /** The asker has the item up to this and wants it only if it is newer. */
  sequence: bigint | null;
  want: WantedFamilies;
}

export interface PutQuestion {
  method: 'put';
  id: Uint8Array;
  token: Uint8Array;
  /** Canonical bencode of at most 1,000 bytes. */
  value: Uint8Array;
  /** Null for an item that is named by its own hash. */
  signed: {
    key: Uint8Array;
    signature: Uint8Array;
    sequence: bigint;
    salt: Uint8Array | null;
    /** Store only over the item of this sequence number (`cas`). */
    over: bigint | null;
  } | null;
}

export interface DhtResponse extends DhtEnvelope {
  kind: 'response';
  /** Of the answering node. */
  id: Uint8Array;
  /** BEP 42: where the answering node saw the question come from. */
  externalAddress: PeerEndpoint | null;
  /** Nodes closest to the target, of both families. */
  nodes: DhtNode[];
  peers: PeerEndpoint[];
  /** To be shown at announce_peer and put. */
  token: Uint8Array | null;
  scrape: DhtScrape | null;
  item: DhtItem | null;
  samples: DhtSamples | null;
}

export interface DhtNode extends PeerEndpoint {
  id: Uint8Array;
}

/** BEP 33: bloom filters of 256 bytes. */
export interface DhtScrape {
  seeds: Uint8Array;
  peers: Uint8Array;
}

/** BEP 44. An answer to one who has the newest item holds its sequence number only. */
export interface DhtItem {
  /** Canonical bencode of at most 1,000 bytes. */
  value: Uint8Array | null;
  sequence: bigint | null;
  key: Uint8Array | null;
  signature: Uint8Array | null;
}

/** BEP 51. */
export interface DhtSamples {
  /** Info hashes, 20 bytes each, one after the other. */
  infoHashes: Uint8Array;
  /** When to ask again, 6 hours at most. */
  intervalSeconds: number;
  /** How many info hashes the node knows. */
  total: number;
}

export interface DhtErrorMessage extends DhtEnvelope {
  kind: 'error';
  /** 201 generic, 202 server, 203 protocol, 204 unknown method; BEP 44 adds 205 to 302. */
  code: number;
  /** One line of printable text, cut at 200 characters. */
  text: string;
  externalAddress: PeerEndpoint | null;
}
