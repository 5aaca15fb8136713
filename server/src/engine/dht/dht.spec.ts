import { describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { ROUTER, SimulatedDht, simulatedEndpoint } from '../testing/simulated-dht.ts';
import type { Dht } from './dht.ts';
import { compareDistance } from './node-distance.ts';
import { isIdFor } from './node-id.ts';
import { readDhtMessage } from './read-dht-message.ts';
import { writeDhtMessage } from './write-dht-message.ts';

const PORT = 5_000;
const ANNOUNCE = { port: PORT, isSeed: false };
const ALONE: PeerEndpoint = { address: '30.1.1.1', port: 6881 };

const idOf = (dht: Dht): Uint8Array => fromHex(dht.status().families[0]!.nodeId);
const goodNodesOf = (dht: Dht): number => dht.status().families[0]!.nodes;

async function populated(count: number): Promise<SimulatedDht> {
  const swarm = new SimulatedDht();
  await swarm.populate(count);
  return swarm;
}

const hashFor = (swarm: SimulatedDht): Uint8Array => Uint8Array.from(swarm.random.bytes(20));

describe('a node that joins', () => {
  it('knows others by one router, has an id of its address, and is told peers that others announced', async () => {
    const swarm = await populated(60);
    const [one, other] = [swarm.nodes[3]!, swarm.nodes[55]!];
    expect(goodNodesOf(other)).toBeGreaterThan(20);
    expect(other.status().families[0]).toMatchObject({
      externalAddress: simulatedEndpoint(55).address,
      isBootstrapped: true,
    });
    expect(isIdFor(idOf(other), simulatedEndpoint(55).address)).toBe(true);
    const infoHash = hashFor(swarm);
    const announced = await swarm.lookup(one, infoHash, ANNOUNCE);
    expect(announced.result).toMatchObject({ announcedTo: 8, peers: 0 });
    const found = await swarm.lookup(other, infoHash);
    expect(found.peers).toEqual([`${simulatedEndpoint(3).address}:${PORT}`]);
    expect(found.result.depth).toBeLessThanOrEqual(4);
  });

  it('announces to the closest of all nodes', async () => {
    const swarm = await populated(60);
    const infoHash = hashFor(swarm);
    await swarm.lookup(swarm.nodes[0]!, infoHash, ANNOUNCE);
    const byDistance = swarm.nodes
      .slice(1)
      .toSorted((one, other) => compareDistance(infoHash, idOf(one), idOf(other)));
    const holders = byDistance.map((node) => node.status().storedPeers);
    expect(holders.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 1));
    expect(Math.max(...holders.slice(8))).toBe(0);
  });

  it('waits with its first search for the nodes that it asks', async () => {
    const swarm = await populated(40);
    const infoHash = hashFor(swarm);
    await swarm.lookup(swarm.nodes[0]!, infoHash, ANNOUNCE);
    const { result } = await swarm.lookup(swarm.start(ALONE), infoHash);
    expect(result.peers).toBe(1);
  });

  it('needs no router where it knows nodes of an earlier run', async () => {
    const swarm = await populated(40);
    const state = swarm.nodes[7]!.state();
    const asked: string[] = [];
    swarm.network.onPacket = (_packet, from, to) => {
      if (from.address === ALONE.address) asked.push(to.address);
    };
    const again = swarm.start(ALONE, { state });
    await swarm.pass(3_000);
    expect(goodNodesOf(again)).toBeGreaterThan(8);
    expect(asked).not.toContain(ROUTER.address);
  });

  it('asks the router where the nodes of an earlier run are gone, and begins anew with a broken state', async () => {
    const old = await populated(20);
    const state = old.nodes[3]!.state();
    const swarm = new SimulatedDht();
    const [late, broken] = [
      swarm.start(ALONE, { state }),
      swarm.start({ ...ALONE, address: '31.1.1.1' }, { state: state.subarray(5) }),
    ];
    await swarm.pass(10_000);
    expect(goodNodesOf(late)).toBe(0);
    await swarm.populate(20);
    await swarm.pass(30_000);
    expect(goodNodesOf(late)).toBeGreaterThan(8);
    expect(goodNodesOf(broken)).toBeGreaterThan(8);
  });

  it('tries again with longer and longer pauses while nobody answers, and answers searches at once', async () => {
    const swarm = new SimulatedDht();
    const sentAt: number[] = [];
    swarm.network.onPacket = () => sentAt.push(swarm.clock.now());
    const lonely = swarm.start(ALONE);
    await swarm.pass(60_000);
    const before = swarm.clock.now();
    const { result } = await swarm.lookup(lonely, hashFor(swarm));
    expect(result).toEqual({ queries: 1, depth: 0, answered: 0, peers: 0, announcedTo: 0 });
    expect(swarm.clock.now() - before).toBeLessThanOrEqual(1_500);
    sentAt.length = 0;
    await swarm.pass(60 * 60_000);
    expect(sentAt.length).toBeGreaterThanOrEqual(8);
    expect(sentAt.length).toBeLessThan(25);
  });

  it('makes a network with one other node that is the router of both', async () => {
    const swarm = new SimulatedDht();
    const own = { address: '192.168.1.2', port: 6881 };
    const friend = { address: '192.168.1.3', port: 6881 };
    const one = swarm.start(own, { routers: ['192.168.1.3:6881'] });
    const other = swarm.start(friend, { routers: ['192.168.1.2:6881'] });
    await swarm.pass(5_000);
    const infoHash = hashFor(swarm);
    const announced = await swarm.lookup(one, infoHash, ANNOUNCE);
    expect(announced.result.announcedTo).toBe(1);
    swarm.start({ address: '192.168.1.4', port: 6881 }, { routers: ['192.168.1.2:6881'] });
    await swarm.pass(5_000);
    expect(goodNodesOf(other)).toBe(2);
  });

  it('believes a node that a peer names when it has answered', async () => {
    const swarm = await populated(20);
    const guest = swarm.start(ALONE, { routers: [] });
    guest.addNode({ address: '40.1.1.1', port: 6881 });
    await swarm.pass(5_000);
    expect(goodNodesOf(guest)).toBe(0);
    guest.addNode(simulatedEndpoint(4));
    await swarm.pass(5_000);
    expect(goodNodesOf(guest)).toBeGreaterThan(8);
  });
});

describe('a read-only node (BEP 43)', () => {
  it('searches and announces, answers nobody, and is in no table', async () => {
    const swarm = await populated(30);
    const quiet = swarm.start(ALONE, { isReadOnly: true });
    await swarm.pass(3_000);
    const sent: Uint8Array[] = [];
    swarm.network.onPacket = (packet, from) => {
      if (from.address === ALONE.address) sent.push(packet);
    };
    const infoHash = hashFor(swarm);
    expect((await swarm.lookup(quiet, infoHash, ANNOUNCE)).result.announcedTo).toBe(8);
    const question = { method: 'ping', id: idOf(swarm.nodes[0]!) } as const;
    const envelope = { transactionId: Uint8Array.of(1), version: null, isReadOnly: false };
    const ping = writeDhtMessage({ kind: 'query', ...envelope, question });
    swarm.network.deliver(ping, simulatedEndpoint(0), ALONE);
    await swarm.pass(1_000);
    const messages = sent.map(readDhtMessage);
    expect(messages.every((it) => it.kind === 'query' && it.isReadOnly)).toBe(true);
    for (const node of swarm.nodes) expect(goodNodesOf(node)).toBeLessThanOrEqual(29);
  });
});

describe('a network that fails', () => {
  it('is searched through though every fifth packet is lost', async () => {
    const swarm = await populated(60);
    swarm.network.loss = 0.2;
    let found = 0;
    for (let index = 0; index < 10; index++) {
      const infoHash = hashFor(swarm);
      await swarm.lookup(swarm.nodes[index]!, infoHash, ANNOUNCE);
      const { peers } = await swarm.lookup(swarm.nodes[50 - index]!, infoHash);
      found += peers.length;
    }
    expect(found).toBe(10);
  });

  it('loses nothing with half of its nodes, and forgets them', async () => {
    const swarm = await populated(60);
    const infoHash = hashFor(swarm);
    const searcher = swarm.nodes[1]!;
    await swarm.lookup(swarm.nodes[0]!, infoHash, ANNOUNCE);
    const goodBefore = goodNodesOf(searcher);
    for (const [index, node] of swarm.nodes.entries()) {
      if (index % 2 === 0) node.stop();
    }
    expect((await swarm.lookup(searcher, infoHash)).peers).toHaveLength(1);
    await swarm.pass(40 * 60_000);
    expect(goodNodesOf(searcher)).toBeLessThanOrEqual(30);
    expect(goodNodesOf(searcher)).toBeGreaterThan(goodBefore / 4);
  });

  it('leaves the table as it is while our own line is down', async () => {
    const swarm = await populated(40);
    const node = swarm.nodes[5]!;
    const before = goodNodesOf(node);
    swarm.network.loss = 1;
    await swarm.pass(2 * 60 * 60_000);
    expect(goodNodesOf(node)).toBe(0);
    swarm.router!.stop();
    swarm.network.loss = 0;
    await swarm.pass(20 * 60_000);
    expect(goodNodesOf(node)).toBeGreaterThanOrEqual(before);
  });
});

describe('what goes out', () => {
  it('is never more than the limit, however much is searched', async () => {
    const swarm = await populated(30);
    const node = swarm.nodes[2]!;
    const before = node.status().bytesOut;
    const lookups = Array.from({ length: 300 }, () =>
      node.lookup(hashFor(swarm), { announce: ANNOUNCE, onPeers: () => {} }),
    );
    await swarm.pass(10_000);
    const sent = node.status().bytesOut - before;
    expect(sent).toBeLessThanOrEqual(8_000 * 13 + 1_400);
    expect(sent).toBeGreaterThan(8_000 * 9);
    for (const lookup of lookups) lookup.cancel();
    expect(node.status().lookups.running).toBe(300);
    await swarm.pass(100);
    expect(node.status().lookups).toMatchObject({ running: 0 });
  });

  it('is little while nothing is asked of an idle node', async () => {
    const swarm = await populated(40);
    await swarm.pass(5 * 60_000);
    const node = swarm.nodes[2]!;
    const before = node.status();
    await swarm.pass(10 * 60_000);
    const { bytesOut, queriesOut } = node.status();
    expect(bytesOut - before.bytesOut).toBeLessThan(10 * 60 * 200);
    expect(queriesOut).toBeGreaterThan(before.queriesOut);
  });

  it('is nothing after a stop, which leaves no timer', async () => {
    const swarm = await populated(20);
    const running = swarm.nodes[2]!.lookup(hashFor(swarm), { announce: null, onPeers: () => {} });
    for (const node of swarm.nodes) node.stop();
    expect(await running.done).toMatchObject({ announcedTo: 0 });
    const lonely = new SimulatedDht();
    const stopped = lonely.start(ALONE);
    await lonely.pass(5_000);
    stopped.stop();
    await lonely.pass(20_000);
    expect(lonely.clock.pendingTimers).toBe(0);
  });
});

describe('both families', () => {
  it('are found by a node that speaks both, though its router speaks one', async () => {
    const swarm = await populated(20);
    const six = (index: number): PeerEndpoint => ({ address: `2a0${index}::1`, port: 6881 });
    const four = (index: number): PeerEndpoint => ({ address: `50.${index}.1.1`, port: 6881 });
    const dual = Array.from({ length: 10 }, (_, index) => {
      const ends = [swarm.network.open(four(index)), swarm.network.open(six(index))] as const;
      const node = swarm.make(four(index), {
        families: [4, 6],
        socket: {
          send: (packet, port, address) =>
            ends[address.includes(':') ? 1 : 0].send(packet, port, address),
          onMessage: (listener) => {
            const offs = ends.map((end) => end.onMessage(listener));
            return () => offs.forEach((off) => off());
          },
        },
      });
      node.start();
      return node;
    });
    dual[1]!.addNode(six(0));
    dual[2]!.addNode(six(1));
    await swarm.pass(60_000);
    const families = dual[5]!.status().families;
    expect(families.map(({ family }) => family)).toEqual([4, 6]);
    expect(families[1]!.nodes).toBeGreaterThanOrEqual(8);
    const infoHash = hashFor(swarm);
    await swarm.lookup(dual[3]!, infoHash, ANNOUNCE);
    const { peers } = await swarm.lookup(dual[8]!, infoHash);
    expect(peers.toSorted()).toEqual([`50.3.1.1:${PORT}`, `[2a03::1]:${PORT}`]);
  });
});
