import { describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { SimulatedDht, simulatedEndpoint } from '../testing/simulated-dht.ts';
import type { Dht } from './dht.ts';
import type { DhtNode, DhtQuery, DhtResponse } from './dht-message.ts';
import { readDhtState } from './dht-state.ts';
import { randomIdSharing } from './node-distance.ts';
import { readDhtMessage } from './read-dht-message.ts';
import { writeDhtMessage } from './write-dht-message.ts';

const ANNOUNCE = { port: 5_000, isSeed: false };
const EVIL: PeerEndpoint = { address: '66.6.6.6', port: 6881 };

type Answer = (query: DhtQuery) => Partial<DhtResponse>;

/** A node that answers whatever `answer` says, under any id that it likes. */
function openEvil(swarm: SimulatedDht, own: PeerEndpoint, answer: Answer): void {
  const end = swarm.network.open(own);
  end.onMessage((packet, port, address) => {
    const query = readDhtMessage(packet);
    if (query.kind !== 'query') return;
    end.send(writeDhtMessage(responseTo(query, answer(query))), port, address);
  });
}

function responseTo(query: DhtQuery, fields: Partial<DhtResponse>): DhtResponse {
  return {
    kind: 'response',
    transactionId: query.transactionId,
    version: null,
    id: new Uint8Array(20),
    externalAddress: null,
    nodes: [],
    peers: [],
    token: Uint8Array.of(1),
    scrape: null,
    item: null,
    samples: null,
    ...fields,
  };
}

/** Asks so many nodes, so that they look at the asker. */
function introduce(swarm: SimulatedDht, id: Uint8Array, from: PeerEndpoint, many: number): void {
  const envelope = { transactionId: Uint8Array.of(7), version: null, isReadOnly: false };
  const ping = writeDhtMessage({ kind: 'query', ...envelope, question: { method: 'ping', id } });
  for (let index = 0; index < many; index++) {
    swarm.network.deliver(ping, from, simulatedEndpoint(index));
  }
}

const statusOf = (dht: Dht) => dht.status().families[0]!;

async function populated(count: number): Promise<{ swarm: SimulatedDht; infoHash: Uint8Array }> {
  const swarm = new SimulatedDht();
  await swarm.populate(count);
  return { swarm, infoHash: Uint8Array.from(swarm.random.bytes(20)) };
}

/** Nodes around the target, each in a network of its own, that know only each other. */
function surround(swarm: SimulatedDht, target: Uint8Array, count: number): DhtNode[] {
  const ring = Array.from({ length: count }, (_, index) => ({
    id: randomIdSharing(target, 60 + index, swarm.random),
    address: `66.${index}.6.6`,
    port: 6881,
  }));
  for (const node of ring) openEvil(swarm, node, () => ({ id: node.id, nodes: ring }));
  return ring;
}

describe('nodes around a target whose ids do not fit their addresses', () => {
  it('hide no peer', async () => {
    const { swarm, infoHash } = await populated(60);
    const ring = surround(swarm, infoHash, 24);
    for (const node of ring) introduce(swarm, node.id, node, 60);
    await swarm.pass(10_000);
    const announced = await swarm.lookup(swarm.nodes[3]!, infoHash, ANNOUNCE);
    expect(announced.result.announcedTo).toBe(8);
    const { peers } = await swarm.lookup(swarm.nodes[50]!, infoHash);
    expect(peers).toEqual([`${simulatedEndpoint(3).address}:5000`]);
  });
});

describe('one address', () => {
  it('has one place in a table, however many ids and ports it shows', async () => {
    const { swarm } = await populated(30);
    for (let port = 1_024; port < 1_064; port++) {
      const own = { address: EVIL.address, port };
      const id = Uint8Array.from(swarm.random.bytes(20));
      openEvil(swarm, own, () => ({ id }));
      introduce(swarm, id, own, 1);
      await swarm.pass(300);
    }
    await swarm.pass(20_000);
    const { nodes } = readDhtState(swarm.nodes[0]!.state())!.get(4)!;
    expect(nodes.filter(({ address }) => address === EVIL.address)).toHaveLength(1);
  });

  it('is ignored when it floods, and its packets lead to no more', async () => {
    const { swarm } = await populated(10);
    const node = swarm.nodes[0]!;
    const before = node.status();
    for (let round = 0; round < 1_000; round++) {
      introduce(swarm, Uint8Array.from(swarm.random.bytes(20)), EVIL, 1);
    }
    await swarm.pass(1_000);
    const { refused, bytesOut, queriesIn } = node.status();
    expect(refused.blocked + refused.rateLimited).toBeGreaterThan(900);
    expect(queriesIn - before.queriesIn).toBeLessThanOrEqual(60);
    expect(bytesOut - before.bytesOut).toBeLessThan(12_000);
  });
});

describe('an answer', () => {
  it('that nobody asked for changes nothing', async () => {
    const { swarm, infoHash } = await populated(20);
    const node = swarm.nodes[0]!;
    const peers: PeerEndpoint[] = [];
    const lookup = node.lookup(infoHash, {
      announce: null,
      onPeers: (found) => peers.push(...found),
    });
    const query = { transactionId: Uint8Array.of(1, 2, 3, 4) } as DhtQuery;
    const forged = writeDhtMessage(responseTo(query, { peers: [EVIL] }));
    for (let index = 1; index < 20; index++) {
      swarm.network.deliver(forged, simulatedEndpoint(index), simulatedEndpoint(0));
      swarm.network.deliver(forged, EVIL, simulatedEndpoint(0));
    }
    await swarm.pass(5_000);
    await lookup.done;
    expect(peers).toEqual([]);
    expect(node.status().refused.unasked).toBe(38);
  });

  it('from another address than was asked is none, though its id is right', async () => {
    const { swarm, infoHash } = await populated(20);
    const peers: PeerEndpoint[] = [];
    const own = simulatedEndpoint(0);
    swarm.network.onPacket = (packet, from, to) => {
      if (from.address !== own.address || to.address === EVIL.address) return;
      const query = readDhtMessage(packet);
      if (query.kind !== 'query') return;
      const forged = writeDhtMessage(responseTo(query, { peers: [EVIL] }));
      swarm.clock.setTimer(1, () => swarm.network.deliver(forged, EVIL, own));
    };
    const onPeers = (found: PeerEndpoint[]): void => void peers.push(...found);
    const lookup = swarm.nodes[0]!.lookup(infoHash, { announce: null, onPeers });
    await swarm.pass(5_000);
    await lookup.done;
    expect(peers).toEqual([]);
    expect(swarm.nodes[0]!.status().refused.unasked).toBeGreaterThan(5);
  });

  it('leads to no address inside, to no service, and not to us', async () => {
    const { swarm, infoHash } = await populated(20);
    const inside = ['127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '0.0.0.0'];
    const named = [...inside, simulatedEndpoint(0).address].map((address) => ({
      address,
      port: 6881,
    }));
    const nodes = [...named, { address: '66.7.7.7', port: 53 }, { address: '66.7.7.8', port: 0 }];
    const asked: PeerEndpoint[] = [];
    openEvil(swarm, EVIL, () => ({
      id: infoHash,
      nodes: nodes.map(({ address, port }, index) => {
        return { id: randomIdSharing(infoHash, 100 + index, swarm.random), address, port };
      }),
    }));
    introduce(swarm, infoHash, EVIL, 1);
    await swarm.pass(3_000);
    swarm.network.onPacket = (_packet, from, to) => {
      if (from.address === simulatedEndpoint(0).address) asked.push(to);
    };
    await swarm.lookup(swarm.nodes[0]!, infoHash, ANNOUNCE);
    await swarm.pass(30_000);
    expect(asked).toContainEqual(EVIL);
    for (const { address, port } of asked) {
      expect(inside).not.toContain(address);
      expect([53, 0]).not.toContain(port);
    }
  });

  it('of a thousand nodes and peers costs a bounded number of questions', async () => {
    const { swarm, infoHash } = await populated(20);
    let number = 0;
    const nodes = (): DhtNode[] =>
      Array.from({ length: 60 }, () => {
        number++;
        const id = randomIdSharing(infoHash, Math.min(150, 20 + (number >> 4)), swarm.random);
        const own = { address: `77.${(number >> 8) & 255}.${number & 255}.1`, port: 6881 };
        openEvil(swarm, own, () => ({ id, nodes: nodes() }));
        return { id, ...own };
      });
    openEvil(swarm, EVIL, () => ({ id: infoHash, nodes: nodes() }));
    introduce(swarm, infoHash, EVIL, 1);
    await swarm.pass(3_000);
    const { result } = await swarm.lookup(swarm.nodes[0]!, infoHash, ANNOUNCE);
    expect(result.queries).toBeLessThanOrEqual(200);
    expect(result.announcedTo).toBeGreaterThanOrEqual(4);
  });
});

describe('our address', () => {
  it('is not what one network says, however often it says it', async () => {
    const { swarm } = await populated(30);
    const node = swarm.nodes[0]!;
    const { nodeId } = statusOf(node);
    for (let host = 1; host < 100; host++) {
      const own = { address: `66.6.6.${host}`, port: 6881 };
      const id = Uint8Array.from(swarm.random.bytes(20));
      openEvil(swarm, own, () => ({ id, externalAddress: { address: '9.9.9.9', port: 1 } }));
      introduce(swarm, id, own, 1);
      await swarm.pass(200);
    }
    await swarm.pass(10_000);
    expect(statusOf(node)).toMatchObject({ nodeId, externalAddress: simulatedEndpoint(0).address });
    expect(fromHex(nodeId)).toHaveLength(20);
  });
});
