/** What the DHT is given, and what one asks of it. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import type { AddressFamily } from '../net/address.ts';
import type { DatagramListener } from '../net/datagram-socket.ts';
import type { ResolveHost } from '../net/host-lookup.ts';

/** The UDP port that the DHT shares with others. */
export interface DhtSocket {
  send(packet: Uint8Array, port: number, address: string, onError?: (error: Error) => void): void;
  onMessage(listener: DatagramListener): () => void;
}

export interface DhtOptions {
  clock: Clock;
  random: Random;
  logger: Logger;
  socket: DhtSocket;
  /** Those that the socket can send in. */
  families: readonly AddressFamily[];
  /** `host:port` of nodes that are asked for others while too few are known. */
  routers: readonly string[];
  /** BEP 43: asks and answers not; for nodes that nobody can reach. */
  isReadOnly: boolean;
  /** What `Dht.state` gave in an earlier run; null at the first one. What cannot be read is dropped. */
  state: Uint8Array | null;
  /** For questions and answers together. */
  uploadBytesPerSecond: number;
  resolve: ResolveHost;
  /** Whether packets may go to and be taken from this address at all: bans, the user's own rules. */
  mayTalkTo: (address: string) => boolean;
  /**
   * Addresses of this machine are held to what holds in public: one node each, two for each network of 256. For
   * tests whose loopback addresses stand for the internet. Left out: many nodes may share one of them.
   */
  loopbackActsPublic?: boolean;
}

export interface DhtLookupOptions {
  /** Null: only look. `impliedPort`: the port is that which our packets come from (BEP 5), not `port`. */
  announce: { port: number; isSeed: boolean; impliedPort?: boolean } | null;
  /** Called as answers come. The same peer may be told often; nothing is checked but its form. */
  onPeers(peers: PeerEndpoint[], namedBy: PeerEndpoint): void;
}

export interface DhtLookup {
  /** Asks no more and announces nothing; `done` resolves with what there was. */
  cancel(): void;
  /** Never rejects. */
  done: Promise<DhtLookupResult>;
}

export interface DhtLookupResult {
  queries: number;
  /** Queries one after the other that led to the closest nodes; the deepest of both families. */
  depth: number;
  /** Nodes that answered. */
  answered: number;
  /** Different peers that were named. */
  peers: number;
  /** Nodes that took the announce. */
  announcedTo: number;
}
