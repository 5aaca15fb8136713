import { describe, expect, it } from 'vitest';
import { silentLogger } from '../core/logger.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom, type Random } from '../core/random.ts';
import { endpointKey } from '../net/address.ts';
import { DatagramNetwork } from '../testing/datagram-network.ts';
import { FakeClock, settlePromises } from '../testing/fake-clock.ts';
import { Dht } from './dht.ts';
import type { DhtLookupResult, DhtOptions } from './dht-options.ts';

const ROUTER = { address: '11.1.1.1', port: 6881 };

class Swarm {
  readonly clock = new FakeClock();
  readonly random: Random = seededRandom(7);
  readonly network = new DatagramNetwork(this.clock, this.random);

  node(own: PeerEndpoint, changes: Partial<DhtOptions> = {}): Dht {
    const dht = new Dht({
      clock: this.clock,
      random: this.random,
      logger: silentLogger,
      socket: this.network.open(own),
      families: [own.address.includes(':') ? 6 : 4],
      routers: [endpointKey(ROUTER)],
      isReadOnly: false,
      state: null,
      uploadBytesPerSecond: 8_000,
      resolve: (host) => Promise.resolve([host]),
      mayTalkTo: () => true,
      ...changes,
    });
    dht.start();
    return dht;
  }

  /** So many nodes that all know only the router. */
  async nodes(count: number): Promise<Dht[]> {
    const router = this.node(ROUTER, { routers: [], uploadBytesPerSecond: 1_000_000 });
    const others: Dht[] = [];
    for (let index = 0; index < count; index++) {
      others.push(this.node(addressOf(index)));
      if (index % 10 === 9) await this.pass(1_000);
    }
    await this.pass(30_000);
    return [router, ...others];
  }

  /** Promises settle every 100 ms only: settling them at each of 100,000 packets would take most of the time. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      this.clock.advance(100);
      await settlePromises();
    }
  }

  async result(done: Promise<DhtLookupResult>): Promise<DhtLookupResult> {
    const results: DhtLookupResult[] = [];
    void done.then((it) => results.push(it));
    for (let tries = 0; results.length === 0 && tries < 120; tries++) await this.pass(500);
    return results[0]!;
  }
}

function addressOf(index: number): PeerEndpoint {
  return { address: `20.${index >> 6}.${index & 63}.5`, port: 6881 };
}

describe('Dht', () => {
  it('finds what another node announced, among two hundred that began with one router', async () => {
    const swarm = new Swarm();
    const nodes = await swarm.nodes(200);
    const infoHash = Uint8Array.from(swarm.random.bytes(20));
    const announced = nodes[10]!.lookup(infoHash, {
      announce: { port: 5000, isSeed: false },
      onPeers: () => {},
    });
    expect((await swarm.result(announced.done)).announcedTo).toBe(8);
    const found: PeerEndpoint[] = [];
    const looking = nodes[150]!.lookup(infoHash, {
      announce: null,
      onPeers: (peers) => found.push(...peers),
    });
    expect((await swarm.result(looking.done)).depth).toBeLessThanOrEqual(8);
    expect(found).toContainEqual({ address: addressOf(9).address, port: 5000 });
  });
});
