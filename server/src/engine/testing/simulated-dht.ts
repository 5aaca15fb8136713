/** Many nodes of the DHT on a network and a clock of their own, for tests: minutes of a whole DHT in a second. */
import { silentLogger } from '../core/logger.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom, type Random } from '../core/random.ts';
import { Dht, type DhtLookupOptions, type DhtLookupResult, type DhtOptions } from '../dht/index.ts';
import { addressFamily, endpointKey } from '../net/address.ts';
import { DatagramNetwork } from './datagram-network.ts';
import { FakeClock, settlePromises } from './fake-clock.ts';

export const ROUTER: PeerEndpoint = { address: '11.1.1.1', port: 6881 };
const NODES_A_SECOND = 20;
const STEP_MS = 100;

export class SimulatedDht {
  readonly clock = new FakeClock();
  readonly random: Random = seededRandom(7);
  readonly network = new DatagramNetwork(this.clock, this.random);
  router: Dht | null = null;
  /** In the order of their joining. */
  readonly nodes: Dht[] = [];

  /** A node that is alone. */
  make(own: PeerEndpoint, changes: Partial<DhtOptions> = {}): Dht {
    return new Dht({
      clock: this.clock,
      random: this.random,
      logger: silentLogger,
      socket: this.network.open(own),
      families: [addressFamily(own.address)],
      routers: [endpointKey(ROUTER)],
      isReadOnly: false,
      state: null,
      uploadBytesPerSecond: 8_000,
      resolve: (host) => Promise.resolve([host]),
      mayTalkTo: () => true,
      ...changes,
    });
  }

  start(own: PeerEndpoint, changes: Partial<DhtOptions> = {}): Dht {
    const dht = this.make(own, changes);
    dht.start();
    return dht;
  }

  /** A router and so many nodes that know only it, and time for them to find each other. */
  async populate(count: number): Promise<void> {
    this.router = this.start(ROUTER, { routers: [], uploadBytesPerSecond: 1_000_000 });
    for (let index = 0; index < count; index++) {
      this.nodes.push(this.start(simulatedEndpoint(index)));
      if (index % NODES_A_SECOND === NODES_A_SECOND - 1) await this.pass(1_000);
    }
    await this.pass(5_000);
  }

  /** Promises settle every 100 ms only: settling them at each of 100,000 packets would take most of the time. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      await settlePromises();
    }
  }

  /** Searches, for a minute at most. */
  async lookup(
    node: Dht,
    infoHash: Uint8Array,
    announce: DhtLookupOptions['announce'] = null,
  ): Promise<{ result: DhtLookupResult; peers: string[] }> {
    const peers = new Set<string>();
    const onPeers = (found: PeerEndpoint[]): void => {
      for (const peer of found) peers.add(endpointKey(peer));
    };
    const { done } = node.lookup(infoHash, { announce, onPeers });
    return { result: await this.until(done), peers: [...peers] };
  }

  /** Lets time pass until something is done, for a minute at most. */
  async until<T>(done: Promise<T>): Promise<T> {
    const results: T[] = [];
    void done.then((result) => results.push(result));
    for (let tries = 0; results.length === 0 && tries < 600; tries++) await this.pass(STEP_MS);
    if (results.length === 0) throw new Error('It is not done after a minute.');
    return results[0]!;
  }
}

/** Addresses of networks of their own. */
export function simulatedEndpoint(index: number): PeerEndpoint {
  return { address: `20.${index >> 6}.${index & 63}.5`, port: 6881 };
}
