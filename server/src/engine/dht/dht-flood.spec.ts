import { beforeEach, describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { SimulatedDht } from '../testing/simulated-dht.ts';
import type { Dht } from './dht.ts';

const OWN: PeerEndpoint = { address: '30.1.1.1', port: 6881 };
const RATE = 8_000;
const SAVED_SECONDS = 3;

/** A node that others ask in the names of those who do not ask. */
describe('a flood of questions with false senders', () => {
  let swarm: SimulatedDht;
  let dht: Dht;
  /** What the node sent, by address. */
  let sentTo: Map<string, { packets: number; bytes: number }>;

  beforeEach(() => {
    swarm = new SimulatedDht();
    dht = swarm.start(OWN, { routers: [], uploadBytesPerSecond: RATE });
    sentTo = new Map();
    swarm.network.onPacket = (packet, from, to) => {
      if (from.address !== OWN.address) return;
      const sent = sentTo.get(to.address) ?? { packets: 0, bytes: 0 };
      sent.packets++;
      sent.bytes += packet.length;
      sentTo.set(to.address, sent);
    };
  });

  /** A question of a node that stays nameless: `ro` keeps it from being asked back. */
  function ask(from: PeerEndpoint, ro: 0 | 1): void {
    const id = swarm.random.bytes(20);
    const a = { id, info_hash: swarm.random.bytes(20), want: ['n4', 'n6'] };
    swarm.network.deliver(encodeBencode({ t: 'aa', y: 'q', ro, q: 'get_peers', a }), from, OWN);
  }

  function someAddress(): string {
    const part = (): number => swarm.random.below(256);
    return `${20 + swarm.random.below(80)}.${part()}.${part()}.${part()}`;
  }

  it('makes the node send no more than its limit, and leaves nothing behind', async () => {
    const seconds = 20;
    for (let step = 0; step < seconds * 10; step++) {
      for (let packet = 0; packet < 100; packet++) ask({ address: someAddress(), port: 6881 }, 0);
      await swarm.pass(100);
    }
    const sent = [...sentTo.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    expect(sent).toBeLessThanOrEqual(RATE * (seconds + SAVED_SECONDS) + 1_400);
    expect(dht.status()).toMatchObject({ storedTorrents: 0, families: [{ nodes: 0 }] });
    expect(dht.status().refused.overBudget).toBeGreaterThan(10_000);
  });

  it('leaves the node bytes for questions of its own', async () => {
    for (let step = 0; step < 100; step++) {
      for (let packet = 0; packet < 100; packet++) ask({ address: someAddress(), port: 6881 }, 1);
      await swarm.pass(100);
    }
    sentTo.clear();
    dht.addNode({ address: '31.1.1.1', port: 6881 });
    for (let packet = 0; packet < 100; packet++) ask({ address: someAddress(), port: 6881 }, 1);
    await swarm.pass(1_000);
    expect(sentTo.has('31.1.1.1')).toBe(true);
  });

  it('brings its victim a few hundred bytes a second at most', async () => {
    const victim = { address: '32.1.1.1', port: 80 };
    const seconds = 300;
    for (let step = 0; step < seconds; step++) {
      for (let packet = 0; packet < 20; packet++) ask(victim, 1);
      await swarm.pass(1_000);
    }
    const { packets, bytes } = sentTo.get(victim.address)!;
    expect(packets).toBeLessThanOrEqual(50);
    expect(bytes / seconds).toBeLessThan(250);
    expect(dht.status().refused.blocked).toBeGreaterThan(5_000);
  });
});
