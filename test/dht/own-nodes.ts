/**
 * Nodes of our own in this process, each on a socket and an address of its own (127.1.INDEX.1): the DHT as the session
 * runs it, but for the rule that nodes of this machine may share an address. Routers are nodes that others begin with.
 */
import { systemClock } from '../../server/src/engine/core/clock.ts';
import { silentLogger } from '../../server/src/engine/core/logger.ts';
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import { systemRandom } from '../../server/src/engine/core/random.ts';
import { Dht, type DhtLookupResult } from '../../server/src/engine/dht/index.ts';
import { endpointKey } from '../../server/src/engine/net/address.ts';
import { openDatagramSocket } from '../../server/src/engine/net/datagram-socket.ts';
import { defaultEngineConfig } from '../../server/src/engine/session/engine-defaults.ts';
import { SentMeter } from './sent-meter.ts';

export interface OwnNode {
  endpoint: PeerEndpoint;
  dht: Dht;
  sent: SentMeter;
  close(): Promise<void>;
}

export interface Found {
  result: DhtLookupResult;
  /** `address:port` of all peers that were named. */
  peers: Set<string>;
}

export async function startOwnNode(address: string, routers: readonly string[]): Promise<OwnNode> {
  const socket = await openDatagramSocket({ host: address, port: 0 });
  const sent = new SentMeter();
  const dht = new Dht({
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    socket: sent.wrap(socket),
    families: socket.families,
    routers,
    isReadOnly: false,
    state: null,
    uploadBytesPerSecond: defaultEngineConfig().dhtUploadBytesPerSecond,
    resolve: (host) => Promise.resolve([host]),
    mayTalkTo: () => true,
    loopbackActsPublic: true,
  });
  dht.start();
  const close = async (): Promise<void> => {
    dht.stop();
    await socket.close();
  };
  return { endpoint: { address, port: socket.port }, dht, sent, close };
}

export async function startOwnNodes(
  count: number,
  routers: readonly OwnNode[],
): Promise<OwnNode[]> {
  const known = routers.map(({ endpoint }) => endpointKey(endpoint));
  const addresses = Array.from({ length: count }, (_, index) => `127.1.${index}.1`);
  return Promise.all(addresses.map((address) => startOwnNode(address, known)));
}

export function knownNodes({ dht }: OwnNode): number {
  return dht.status().families.reduce((sum, { nodes }) => sum + nodes, 0);
}

/** Announces a download that listens on this port. */
export async function announce(
  { dht }: OwnNode,
  infoHash: Uint8Array,
  port: number,
): Promise<Found> {
  return find(dht, infoHash, { port, isSeed: false });
}

export async function look({ dht }: OwnNode, infoHash: Uint8Array): Promise<Found> {
  return find(dht, infoHash, null);
}

async function find(
  dht: Dht,
  infoHash: Uint8Array,
  announced: { port: number; isSeed: boolean } | null,
): Promise<Found> {
  const peers = new Set<string>();
  const onPeers = (named: PeerEndpoint[]): void => {
    for (const peer of named) peers.add(endpointKey(peer));
  };
  const result = await dht.lookup(infoHash, { announce: announced, onPeers }).done;
  return { result, peers };
}
