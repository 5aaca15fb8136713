/** What the scenarios of this folder ask of a client, whoever wrote it: download by a link, and say who named its peers. */
import type { NetworkHost } from './network-lab.ts';

/** The ways to find peers; each scenario leaves a client one of them. */
export type Way = 'tracker' | 'dht' | 'pex' | 'lsd';

/** Where every client and DHT node listens: each has a host of its own. */
export const PEER_PORT = 6881;

export interface SwarmClientOptions {
  host: NetworkHost;
  /** Those that are left to it. */
  ways: readonly Way[];
  /** `address:port` of DHT nodes that it begins with. */
  routers: readonly string[];
  /** Where its downloads go. */
  folder: string;
  /** Other settings, of a client that is a Shoal. */
  environment?: Record<string, string>;
}

export interface SwarmClient extends AsyncDisposable {
  download(magnet: string): Promise<void>;
  isComplete(): Promise<boolean>;
  /** Who named the peer that it was connected to at an address of that host. */
  sourcesOf(host: NetworkHost): Promise<string[]>;
}

export interface SwarmClientKind {
  readonly name: string;
  start(options: SwarmClientOptions): Promise<SwarmClient>;
}
