import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { addressGrouping } from './address-groups.ts';
import type { DhtNode, DhtResponse } from './dht-message.ts';
import type { CallHandlers } from './dht-rpc.ts';
import { randomIdSharing } from './node-distance.ts';
import { NodeLookup, type NodeLookupResult } from './node-lookup.ts';

const random = seededRandom(9);
const TARGET = Uint8Array.from(random.bytes(20));

let made = 0;
function node(sharedBits: number): DhtNode {
  made++;
  const address = `20.${made >> 8}.${made & 255}.1`;
  return { id: randomIdSharing(TARGET, sharedBits, random), address, port: 6881 };
}

const nodesOf = (count: number, sharedBits: number): DhtNode[] =>
  Array.from({ length: count }, () => node(sharedBits));

function response(id: Uint8Array, fields: Partial<DhtResponse> = {}): DhtResponse {
  return {
    kind: 'response',
    transactionId: Uint8Array.of(1),
    version: null,
    id,
    externalAddress: null,
    nodes: [],
    peers: [],
    token: null,
    scrape: null,
    item: null,
    samples: null,
    ...fields,
  };
}

function setUp(nodes: readonly DhtNode[]) {
  const asked: { port: number; address: string; handlers: CallHandlers }[] = [];
  const results: NodeLookupResult[] = [];
  const failed: DhtNode[] = [];
  const lookup = new NodeLookup({
    target: TARGET,
    ownId: Uint8Array.from(random.bytes(20)),
    groupOf: addressGrouping(false),
    isFit: () => true,
    family: 4,
    rpc: {
      ask: ({ address, port }, _question, handlers) => void asked.push({ address, port, handlers }),
    },
    nodes,
    endpoints: [],
    question: () => ({ method: 'find_node', id: TARGET, target: TARGET, want: null }),
    mayAsk: ({ port }) => port !== 53,
    onFailed: (it) => failed.push(it),
    onDone: (result) => results.push(result),
  });
  lookup.start();
  return { asked, results, failed, lookup, addresses: () => asked.map(({ address }) => address) };
}

describe('a search in one family', () => {
  it('has five questions in flight, and one more for each that is slow', () => {
    const { asked } = setUp(nodesOf(20, 3));
    expect(asked).toHaveLength(5);
    asked[0]!.handlers.onSlow?.();
    asked[1]!.handlers.onSlow?.();
    expect(asked).toHaveLength(7);
  });

  it('follows what answers name, closer each time, and counts the steps', () => {
    const [far, middle, near] = [node(1), node(10), node(30)];
    const { asked, results, addresses } = setUp([far]);
    asked[0]!.handlers.onAnswer(response(far.id, { nodes: [middle] }), 10);
    asked[1]!.handlers.onAnswer(response(middle.id, { nodes: [near] }), 10);
    asked[2]!.handlers.onAnswer(response(near.id, { token: Uint8Array.of(5) }), 10);
    expect(addresses()).toEqual([far.address, middle.address, near.address]);
    expect(results).toEqual([
      {
        closest: [
          { node: near, token: Uint8Array.of(5) },
          { node: middle, token: null },
          { node: far, token: null },
        ],
        queries: 3,
        answered: 3,
        depth: 3,
      },
    ]);
  });

  it('looks at 16 nodes of an answer, of its own family, that may be asked', () => {
    const first = node(1);
    const { asked } = setUp([first]);
    const other = { ...node(100), address: '2001:db8::1' };
    const forbidden = { ...node(100), port: 53 };
    const nodes = [other, forbidden, ...nodesOf(15, 20), ...nodesOf(40, 60)];
    asked[0]!.handlers.onAnswer(response(first.id, { nodes }), 10);
    while (asked.length < 100) {
      const open = asked.at(-1)!;
      const count = asked.length;
      for (const it of asked.slice(1)) it.handlers.onFailed('timeout');
      if (asked.length === count) break;
      expect(open.port).toBe(6881);
    }
    expect(asked).toHaveLength(1 + 15);
  });

  it('ends after two hundred questions, whatever it is told', () => {
    const { asked, results } = setUp(nodesOf(8, 1));
    for (let index = 0; index < asked.length; index++) {
      const nodes = nodesOf(8, Math.min(150, 2 + index));
      asked[index]!.handlers.onAnswer(response(Uint8Array.from(random.bytes(20)), { nodes }), 1);
    }
    expect(asked).toHaveLength(200);
    expect(results).toHaveLength(1);
    expect(results[0]!.queries).toBe(200);
  });

  it('tells of nodes that are silent, and of none that refuse', () => {
    const nodes = nodesOf(3, 2);
    const { asked, results, failed } = setUp(nodes);
    asked[0]!.handlers.onFailed('timeout');
    asked[1]!.handlers.onFailed('refused');
    asked[2]!.handlers.onFailed('unsent');
    expect(failed.map(({ address }) => address)).toEqual([asked[0]!.address]);
    expect(results).toEqual([{ closest: [], queries: 3, answered: 0, depth: 0 }]);
  });

  it('ends with what there is when it is cancelled, once', () => {
    const nodes = nodesOf(2, 2);
    const { asked, results, lookup } = setUp(nodes);
    const first = nodes.find(({ address }) => address === asked[0]!.address)!;
    asked[0]!.handlers.onAnswer(response(first.id), 1);
    lookup.cancel();
    asked[1]!.handlers.onFailed('timeout');
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ answered: 1 });
  });
});
