/**
 * How a swarm without a tracker is found, as far as a torrent or a fetch of metadata needs it: declared here, by the
 * user of it, and given by the session. Invariant: a private torrent (BEP 27) joins nothing, and tells nobody of it.
 */
import type { DiscoveryWayStatus, PeerEndpoint } from '../core/messages.ts';

export interface PeerDiscovery {
  /** UDP port of our node of the DHT, which peers are told (BEP 5); null where there is none. */
  readonly dhtPort: number | null;
  /** Whether peers are asked for other peers, and told of them (BEP 11). */
  readonly usesPex: boolean;
  /** A node of the DHT is said to be there: it is asked before it is believed. */
  addDhtNode(node: PeerEndpoint): void;
  /** Looks for peers from now on, until the membership is left. Never called for a private torrent. */
  join(swarm: DiscoveredSwarm): DiscoveryMembership;
}

/** What is looked for. */
export interface DiscoveredSwarm {
  /** 20 bytes. */
  readonly infoHash: Uint8Array;
  /** Whether we have everything: others then need not come for our sake. */
  isSeed(): boolean;
  /** Whether more peers are of use now. */
  wantsPeers(): boolean;
  /** Peers as somebody named them, who is known by his address: the receiver judges them by it. */
  onPeers(peers: readonly PeerEndpoint[], source: 'dht' | 'lsd', namedBy: string): void;
}

export interface DiscoveryMembership {
  /** Does not wait for the interval; what was announced a moment ago is not announced again. */
  announceNow(): void;
  leave(): void;
  status(): DiscoveryStatus;
}

/** Of a way that is switched off, or that nobody goes. */
export const WAY_IS_OFF: Readonly<DiscoveryWayStatus> = {
  state: 'off',
  lastAnnounceAt: null,
  nextAnnounceAt: null,
  found: 0,
};

export interface DiscoveryStatus {
  dht: DiscoveryWayStatus;
  lsd: DiscoveryWayStatus;
}
