import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { addressGrouping } from './address-groups.ts';
import type { DhtNode } from './dht-message.ts';
import { LookupFrontier, type LookupCandidate } from './lookup-frontier.ts';
import { randomIdSharing } from './node-distance.ts';

const random = seededRandom(5);
const TARGET = Uint8Array.from(random.bytes(20));
const OWN = Uint8Array.from(random.bytes(20));
/** An address whose last byte is odd has an id that fits. */
const isFit = ({ address }: DhtNode): boolean => Number(address.split('.')[3]) % 2 === 1;

let made = 0;
/** A node of a network of its own: the more shared bits, the closer. */
function node(sharedBits: number, isUnfit = false): DhtNode {
  made++;
  const address = `20.${made >> 8}.${made & 255}.${isUnfit ? 2 : 1}`;
  return { id: randomIdSharing(TARGET, sharedBits, random), address, port: 6881 };
}

function frontier(): LookupFrontier {
  return new LookupFrontier({
    target: TARGET,
    ownId: OWN,
    groupOf: addressGrouping(false),
    isFit,
  });
}

/** Asks all that are to be asked now; each answers. */
function answerAll(search: LookupFrontier): DhtNode[] {
  const asked: DhtNode[] = [];
  for (let next = search.next(); next !== null; next = search.next()) {
    asked.push(next.node!);
    search.answered(next, next.node!.id);
  }
  return asked;
}

const idsOf = (places: LookupCandidate[]): Uint8Array[] => places.map((it) => it.node!.id);

describe('a search', () => {
  it('asks the closest first, and is over when the 8 closest have answered', () => {
    const search = frontier();
    const nodes = Array.from({ length: 20 }, (_, index) => node(index));
    for (const it of nodes) search.add(it, 1);
    expect(search.isDone).toBe(false);
    expect(answerAll(search)).toEqual(nodes.toReversed().slice(0, 8));
    expect(search.isDone).toBe(true);
    const closer = node(30);
    search.add(closer, 2);
    expect(search.isDone).toBe(false);
    expect(answerAll(search)).toEqual([closer]);
    expect(idsOf(search.closest())[0]).toEqual(closer.id);
    expect(search.closest()[0]!.depth).toBe(2);
  });

  it('asks the next closest in the place of those that fail', () => {
    const search = frontier();
    for (let index = 0; index < 10; index++) search.add(node(index), 1);
    const first = search.next()!;
    first.state = 'failed';
    expect(answerAll(search)).toHaveLength(8);
    expect(search.closest()).not.toContain(first);
  });

  it('does not wait for slow ones, and takes them back when they answer', () => {
    const search = frontier();
    for (let index = 0; index < 9; index++) search.add(node(index), 1);
    const slow = search.next()!;
    slow.state = 'slow';
    answerAll(search);
    expect(search.isDone).toBe(true);
    search.answered(slow, slow.node!.id);
    expect(search.closest()[0]).toBe(slow);
    expect(search.isDone).toBe(true);
  });

  it('waits for the one that was asked last', () => {
    const search = frontier();
    search.add(node(1), 1);
    const only = search.next()!;
    expect(search.next()).toBeNull();
    expect(search.isDone).toBe(false);
    search.answered(only, only.node!.id);
    expect(search.isDone).toBe(true);
  });

  it('is over at once where there is nobody', () => {
    expect(frontier().isDone).toBe(true);
  });
});

describe('an address without an id', () => {
  it('is asked before all nodes, and stands where its id belongs', () => {
    const search = frontier();
    search.add(node(50), 1);
    search.addEndpoint({ address: '40.1.1.1', port: 1 });
    const first = search.next()!;
    expect(first.node).toBeNull();
    const id = randomIdSharing(TARGET, 3, random);
    search.answered(first, id);
    answerAll(search);
    expect(idsOf(search.closest())[1]).toEqual(id);
  });

  it('is nobody where it answers under our own id', () => {
    const search = frontier();
    search.addEndpoint({ address: '40.1.1.1', port: 1 });
    expect(search.answered(search.next()!, OWN)).toBe(false);
    expect(search.closest()).toEqual([]);
    expect(search.isDone).toBe(true);
  });
});

describe('who is looked at', () => {
  it('stands by the id that it answers under, whatever others said', () => {
    const search = frontier();
    search.add(node(100), 1);
    const real = node(40);
    search.add(real, 1);
    const first = search.next()!;
    search.answered(first, randomIdSharing(TARGET, 0, random));
    answerAll(search);
    expect(idsOf(search.closest())[0]).toEqual(real.id);
  });

  it('is one node of an address, and two of a network', () => {
    const search = frontier();
    const near = (host: number, port: number): DhtNode => ({
      ...node(30),
      address: `30.1.1.${host}`,
      port,
    });
    expect(search.add(near(1, 1), 1)).toBe(true);
    expect(search.add(near(1, 2), 1)).toBe(false);
    expect(search.add(near(3, 1), 1)).toBe(true);
    expect(search.add(near(5, 1), 1)).toBe(false);
  });

  it('is of unfit ids in four places of eight, and in all of them where there are no others', () => {
    const search = frontier();
    const unfit = Array.from({ length: 20 }, (_, index) => node(60 + index, true));
    for (const it of unfit) search.add(it, 1);
    expect(search.closest()).toHaveLength(8);
    for (let index = 0; index < 6; index++) search.add(node(index), 1);
    expect(search.closest().filter((it) => !it.isFit)).toHaveLength(4);
    expect(search.closest()).toHaveLength(8);
  });

  it('is a hundred nodes at most, the farthest of them left out', () => {
    const search = frontier();
    for (let index = 0; index < 100; index++) search.add(node(10), 1);
    const closer = node(90);
    search.add(closer, 1);
    search.add(node(0), 1);
    const asked: DhtNode[] = [];
    for (let next = search.next(); next !== null; next = search.next()) {
      asked.push(next.node!);
      next.state = 'failed';
    }
    expect(asked).toHaveLength(100);
    expect(asked[0]).toEqual(closer);
  });
});
