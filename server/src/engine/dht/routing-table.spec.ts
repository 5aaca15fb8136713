import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { addressGrouping } from './address-groups.ts';
import type { DhtNode } from './dht-message.ts';
import { compareDistance, randomIdSharing, sharedPrefixBits } from './node-distance.ts';
import { RoutingTable } from './routing-table.ts';

const random = seededRandom(3);
const OWN = Uint8Array.from(random.bytes(20));
/** An address whose last byte is odd has an id that fits. */
const isFit = ({ address }: DhtNode): boolean => Number(address.split('.')[3]) % 2 === 1;

let made = 0;
/** A node of a network of its own, in the bucket of so many shared bits. */
function node(prefixBits: number, changes: Partial<DhtNode> = {}): DhtNode {
  made++;
  const address = `20.${made >> 8}.${made & 255}.1`;
  return { id: randomIdSharing(OWN, prefixBits, random), address, port: 6881, ...changes };
}

function table(): RoutingTable {
  return new RoutingTable(OWN, { groupOf: addressGrouping(false), isFit });
}

/** A table with a bucket that is full, in the order of their coming. */
function full(prefixBits = 10, size = 8): { nodes: DhtNode[]; routing: RoutingTable } {
  const routing = table();
  const nodes = Array.from({ length: size }, () => node(prefixBits));
  for (const it of nodes) routing.answered(it, 50, 0);
  return { nodes, routing };
}

const has = (routing: RoutingTable, { id }: DhtNode): boolean =>
  routing.nodes().some((it) => compareDistance(id, it.id, id) === 0);

describe('distances', () => {
  it('are told by the first bit that differs', () => {
    for (let prefixBits = 0; prefixBits <= 160; prefixBits++) {
      const id = randomIdSharing(OWN, prefixBits, random);
      expect(sharedPrefixBits(OWN, id)).toBe(prefixBits);
    }
  });

  it('are those of the exclusive or', () => {
    const id = fc.uint8Array({ minLength: 20, maxLength: 20 });
    const toNumber = (bytes: Uint8Array): bigint =>
      BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
    fc.assert(
      fc.property(id, id, id, (target, one, other) => {
        const [to, from] = [toNumber(target) ^ toNumber(one), toNumber(target) ^ toNumber(other)];
        const expected = to < from ? -1 : Number(to > from);
        expect(Math.sign(compareDistance(target, one, other))).toBe(expected);
      }),
    );
  });
});

describe('a bucket', () => {
  it('holds 8 nodes, and the first ones 128, 64, 32 and 16', () => {
    const routing = table();
    for (let prefixBits = 0; prefixBits < 6; prefixBits++) {
      for (let count = 0; count < 200; count++) routing.answered(node(prefixBits), 50, 0);
      const held = routing.nodes().filter(({ id }) => routing.bucketOf(id) === prefixBits);
      expect(held).toHaveLength([128, 64, 32, 16, 8, 8][prefixBits]!);
      expect(routing.hasRoom(prefixBits)).toBe(false);
    }
    expect(routing.replacementCount).toBe(6 * 8);
    expect(routing.deepestBucket).toBe(5);
  });

  it('keeps its nodes against newcomers while they answer', () => {
    const { nodes, routing } = full();
    for (let count = 0; count < 100; count++) routing.answered(node(10), 1, 1);
    expect(nodes.every((it) => has(routing, it))).toBe(true);
  });

  it('replaces a node that failed twice by the quickest that waits', () => {
    const { nodes, routing } = full();
    const [slow, quick] = [node(10), node(10)];
    routing.answered(slow, 300, 1);
    routing.answered(quick, 20, 1);
    routing.failed(nodes[2]!, 2, true);
    expect(has(routing, nodes[2]!)).toBe(true);
    routing.failed(nodes[2]!, 3, true);
    expect(has(routing, nodes[2]!)).toBe(false);
    expect(has(routing, quick)).toBe(true);
    expect(has(routing, slow)).toBe(false);
    expect(routing.replacementCount).toBe(1);
  });

  it('gives the place of one that failed twice to a newcomer', () => {
    const { nodes, routing } = full();
    routing.failed(nodes[5]!, 2, true);
    routing.failed(nodes[5]!, 3, true);
    const newcomer = node(10);
    expect(routing.answered(newcomer, 50, 4)).toBe(true);
    expect(has(routing, newcomer)).toBe(true);
    expect(has(routing, nodes[5]!)).toBe(false);
  });

  it('forgets one that failed five times without a replacement, but none while nobody answers', () => {
    const { nodes, routing } = full();
    for (let failures = 0; failures < 20; failures++) routing.failed(nodes[0]!, failures, false);
    expect(has(routing, nodes[0]!)).toBe(true);
    expect(routing.goodCount).toBe(7);
    for (let failures = 0; failures < 5; failures++) routing.failed(nodes[1]!, failures, true);
    expect(has(routing, nodes[1]!)).toBe(false);
    routing.answered(nodes[0]!, 50, 30);
    expect(routing.goodCount).toBe(7);
  });

  it('prefers ids that fit their addresses (BEP 42)', () => {
    const routing = table();
    const unfit = Array.from({ length: 8 }, (_, index) => node(10, { address: `30.1.${index}.2` }));
    for (const it of unfit) routing.answered(it, 50, 0);
    const fit = node(10);
    routing.answered(fit, 50, 1);
    expect(has(routing, fit)).toBe(true);
    routing.answered(node(10, { address: '30.2.1.2' }), 50, 2);
    expect(routing.nodes()).toHaveLength(8);
    expect(routing.nodes().filter((it) => !it.isFit)).toHaveLength(7);
  });

  it('takes two nodes of a network', () => {
    const routing = table();
    const near = [1, 3, 5].map((host) => node(10, { address: `30.1.1.${host}` }));
    expect(near.map((it) => routing.answered(it, 50, 0))).toEqual([true, true, false]);
    expect(routing.wants(near[2]!)).toBe(false);
    expect(routing.answered(node(11, { address: '30.1.1.7' }), 50, 0)).toBe(true);
  });

  it('takes any number of a private network, and of ports on this machine', () => {
    const routing = table();
    for (const host of [1, 2, 3, 4]) {
      expect(routing.answered(node(10, { address: `192.168.1.${host}` }), 50, 0)).toBe(true);
      const own = { address: '127.0.0.1', port: 1_000 + host };
      expect(routing.answered(node(11, own), 50, 0)).toBe(true);
    }
    const routed = new RoutingTable(OWN, { groupOf: addressGrouping(true), isFit });
    expect(routed.answered(node(11, { address: '127.0.0.1', port: 1 }), 50, 0)).toBe(true);
    expect(routed.answered(node(12, { address: '127.0.0.1', port: 2 }), 50, 0)).toBe(false);
  });

  it('takes one node of an IPv6 network of 64 bits', () => {
    const routing = table();
    expect(routing.answered(node(10, { address: '2001:db8:1:1::1' }), 50, 0)).toBe(true);
    expect(routing.answered(node(11, { address: '2001:db8:1:1::2' }), 50, 0)).toBe(false);
    expect(routing.answered(node(12, { address: '2001:db8:1:2::1' }), 50, 0)).toBe(true);
  });
});

describe('a known node', () => {
  it('has its new id when it answers under it, and is worth asking when it shows one', () => {
    const routing = table();
    const old = node(10);
    routing.answered(old, 50, 0);
    const renamed = { ...node(3), address: old.address, port: old.port };
    expect(routing.wants(old)).toBe(false);
    expect(routing.wants(renamed)).toBe(true);
    routing.answered(renamed, 50, 1);
    expect(has(routing, old)).toBe(false);
    expect(has(routing, renamed)).toBe(true);
  });

  it('is not pushed out by another that shows its id, or another port of its address', () => {
    const routing = table();
    const known = node(10);
    routing.answered(known, 50, 0);
    const thief = node(10, { id: known.id });
    const neighbour = node(12, { address: known.address, port: 7_000 });
    for (const other of [thief, neighbour]) {
      expect(routing.wants(other)).toBe(false);
      expect(routing.answered(other, 50, 1)).toBe(false);
    }
    expect(routing.nodes()[0]).toMatchObject({ address: known.address, port: 6881 });
    routing.failed(known, 2, true);
    routing.answered(neighbour, 50, 3);
    expect(has(routing, neighbour)).toBe(true);
    expect(has(routing, known)).toBe(false);
  });

  it('is never ourselves', () => {
    const routing = table();
    expect(routing.answered(node(160), 50, 0)).toBe(false);
    expect(routing.wants(node(160))).toBe(false);
  });
});

describe('the closest nodes', () => {
  it('are those of all that answer, closest first', () => {
    const routing = table();
    for (let count = 0; count < 300; count++) {
      routing.answered(node(random.below(12)), 50, 0);
    }
    for (const { id } of routing.nodes().slice(0, 5)) {
      routing.failed(
        routing.nodes().find((it) => it.id === id)!,
        1,
        true,
      );
    }
    for (let prefixBits = 0; prefixBits < 20; prefixBits++) {
      const target = randomIdSharing(OWN, prefixBits, random);
      const expected = routing
        .nodes()
        .filter(({ failures }) => failures === 0)
        .toSorted((one, other) => compareDistance(target, one.id, other.id))
        .slice(0, 8);
      const found = routing.closest(target, 8);
      expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    }
  });

  it('are of unfit ids for one half while there are others', () => {
    const routing = table();
    const target = randomIdSharing(OWN, 5, random);
    for (let index = 0; index < 8; index++) {
      const id = randomIdSharing(target, 40 + index, random);
      routing.answered({ id, address: `30.1.${index}.2`, port: 1 }, 50, 0);
    }
    expect(routing.closest(target, 8)).toHaveLength(8);
    for (let count = 0; count < 6; count++) routing.answered(node(0), 50, 0);
    const found = routing.closest(target, 8);
    expect(found.filter((it) => !isFit(it))).toHaveLength(4);
    expect(found).toHaveLength(8);
  });
});
