/**
 * What an announce says and what it brings (BEP 3), the same over HTTP and UDP, and what this folder needs
 * of the world below it.
 */
import type { PeerEndpoint } from '../core/messages.ts';

export type AnnounceEvent = 'started' | 'completed' | 'stopped' | null;

export interface AnnounceRequest {
  url: URL;
  /** 20 bytes. */
  infoHash: Uint8Array;
  /** 20 bytes. */
  peerId: Uint8Array;
  port: number;
  uploaded: number;
  downloaded: number;
  left: number;
  event: AnnounceEvent;
  numWanted: number;
  /** Tells the tracker that we are who we were, whatever our address is; 32 bits, kept from other peers. */
  key: number;
  /** What the tracker asked us to repeat; null where it did not. */
  trackerId: Uint8Array | null;
}

export interface AnnounceReply {
  /** Addresses that could be peers; the receiver's own rules come on top. */
  peers: PeerEndpoint[];
  /** As the tracker said it, whatever the number: the announcer keeps it within bounds. */
  intervalSeconds: number | null;
  minIntervalSeconds: number | null;
  seeds: number | null;
  leechers: number | null;
  warning: string | null;
  trackerId: Uint8Array | null;
  /** BEP 24: the address that the tracker sees us at. */
  externalAddress: string | null;
}

/** One announce; rejects with a TrackerError, and with the signal's reason once that is aborted. */
export interface TrackerTransport {
  announce(request: AnnounceRequest, signal: AbortSignal): Promise<AnnounceReply>;
}

/** The UDP port that trackers share with the DHT (net/datagram-socket.ts is one). */
export interface DatagramPort {
  send(packet: Uint8Array, port: number, address: string, onError?: (error: Error) => void): void;
  /** Calls `listener` for each packet until the returned function is called. */
  onMessage(listener: (packet: Uint8Array, port: number, address: string) => void): () => void;
}

/** More peers than this from one reply are not looked at: nobody connects to so many within an interval. */
export const MAX_PEERS_PER_REPLY = 2000;
