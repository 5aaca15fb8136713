import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { SimulatedDht, simulatedEndpoint } from '../testing/simulated-dht.ts';
import type { DhtItem, DhtNode, DhtResponse } from './dht-message.ts';
import type { CallHandlers } from './dht-rpc.ts';
import { ItemLookup, type ItemLookupResult, type ItemName, type ItemToPut } from './item-lookup.ts';
import { immutableTarget, signItem, type SignedItem } from './signed-item.ts';

const SALT = Uint8Array.from(Buffer.from('salt'));
const value = (text: string): Uint8Array => Uint8Array.from(encodeBencode(text));

function signed(text: string, sequence: bigint, salt: Uint8Array | null = SALT): SignedItem {
  return signItem(new Uint8Array(32).fill(4), { value: value(text), sequence, salt });
}

const NAME: ItemName = { kind: 'mutable', key: signed('', 0n).key, salt: SALT };

describe('items in a DHT of a dozen nodes', () => {
  it('are found by others, and change as their owner says', async () => {
    const swarm = new SimulatedDht();
    await swarm.populate(12);
    const [owner, reader] = [swarm.nodes[3]!, swarm.nodes[9]!];
    const hello = { kind: 'immutable', value: value('hello') } as const;
    expect((await swarm.until(owner.put(hello))).storedAt).toBe(8);
    const name = { kind: 'immutable', target: immutableTarget(hello.value) } as const;
    expect(await swarm.until(reader.get(name))).toEqual(hello);

    const put = (item: SignedItem, over: bigint | null): Promise<ItemLookupResult> =>
      swarm.until(owner.put({ kind: 'mutable', ...item, over }));
    expect((await put(signed('one', 1n), null)).storedAt).toBe(8);
    expect((await put(signed('two', 2n), 1n)).storedAt).toBe(8);
    expect((await put(signed('three', 3n), 1n)).storedAt).toBe(0);
    expect(await swarm.until(reader.get(NAME))).toMatchObject({ value: value('two') });
    expect(await swarm.until(reader.get({ ...NAME, salt: null }))).toBeNull();
  });

  it('are not found by a node that does not run', async () => {
    const alone = new SimulatedDht().make(simulatedEndpoint(0));
    expect(await alone.get(NAME)).toBeNull();
  });
});

describe('a lookup of an item', () => {
  const NODES = Array.from({ length: 3 }, (_, n): DhtNode => {
    return { id: new Uint8Array(20).fill(n), address: `203.0.113.${n}`, port: 6881 };
  });

  /** Nodes that give these items, one each, and take what is put. */
  function lookUp(name: ItemName, items: (DhtItem | null)[], put: ItemToPut | null = null) {
    const puts: { over: bigint | null }[] = [];
    const closest = NODES.map((node) => ({ node, token: new Uint8Array(8) }));
    const lookup = new ItemLookup({
      name,
      put,
      rpc: {
        ask: (_to: unknown, question: object, handlers: CallHandlers) => {
          puts.push((question as { signed: { over: bigint | null } }).signed);
          handlers.onAnswer(answerWith(null), 1);
        },
      },
      families: [
        {
          ownId: new Uint8Array(20),
          search: (options) => {
            for (const [at, item] of items.entries()) {
              options.onAnswer?.(answerWith(item), NODES[at]!);
            }
            options.onDone({ closest, queries: 3, answered: 3, depth: 1 });
            return { cancel: () => {} };
          },
        },
      ],
    });
    lookup.start();
    return { done: lookup.done, puts };
  }

  function answerWith(item: DhtItem | null): DhtResponse {
    const envelope = { transactionId: new Uint8Array(2), version: null, externalAddress: null };
    const content = { nodes: [], peers: [], token: null, scrape: null, item, samples: null };
    return { kind: 'response', id: new Uint8Array(20), ...envelope, ...content };
  }

  it('takes the newest of what is signed right, and nothing else', async () => {
    const forged = { ...signed('forged', 9n), value: value('other') };
    const ofOther = signItem(new Uint8Array(32), { ...signed('other key', 10n) });
    const newest = signed('newest', 8n);
    for (const items of [
      [signed('old', 1n), newest, forged],
      [newest, ofOther, signed('old', 1n)],
      [signed('other salt', 11n, null), newest, { ...newest, value: null, sequence: 99n }],
    ]) {
      expect((await lookUp(NAME, items).done).item).toEqual({ kind: 'mutable', ...newest });
    }
  });

  it('takes only the value that has the hash', async () => {
    const name = { kind: 'immutable', target: immutableTarget(value('right')) } as const;
    const nothing = { key: null, signature: null, sequence: null };
    const wrong = { value: value('wrong'), ...nothing };
    expect((await lookUp(name, [wrong, null]).done).item).toBeNull();
    const right = { value: value('right'), ...nothing };
    expect((await lookUp(name, [wrong, right]).done).item?.value).toEqual(value('right'));
  });

  it('tells only those who have a version which one is to be replaced', async () => {
    const put = { kind: 'mutable', ...signed('new', 3n), over: 2n } as const;
    const { done, puts } = lookUp(NAME, [null, signed('old', 2n), null], put);
    expect(await done).toMatchObject({ storedAt: 3, item: { value: value('old') } });
    expect(puts.map(({ over }) => over)).toEqual([null, 2n, null]);
  });
});
