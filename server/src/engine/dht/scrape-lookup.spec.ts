import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import { SimulatedDht } from '../testing/simulated-dht.ts';
import type { DhtResponse } from './dht-message.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';
import { ScrapeLookup, type DhtScrapeResult } from './scrape-lookup.ts';

const INFO_HASH = new Uint8Array(20).fill(5);

describe('a scrape', () => {
  it('counts who announced in the DHT, seeds apart', async () => {
    const swarm = new SimulatedDht();
    await swarm.populate(12);
    for (const [at, node] of swarm.nodes.slice(0, 6).entries()) {
      await swarm.lookup(node, INFO_HASH, { port: 5_000, isSeed: at < 2 });
    }
    expect(await swarm.until(swarm.nodes[9]!.scrape(INFO_HASH))).toMatchObject({
      seeds: 2,
      peers: 4,
    });
  });

  it('counts the union of what nodes tell, whether by filters or not', async () => {
    const found = await scrape([
      { seeds: ['10.0.0.1', '10.0.0.2'], peers: ['10.0.0.3'] },
      { seeds: ['10.0.0.2'], peers: ['10.0.0.3', '10.0.0.4'] },
      ['10.0.0.1', '10.0.0.5'],
    ]);
    expect(found).toEqual({ seeds: 2, peers: 3, answered: 3 });
  });

  it('believes no filter that is nearly full', async () => {
    const found = await scrape([{ seeds: ['10.0.0.1'], peers: [] }, 'full']);
    expect(found).toMatchObject({ seeds: 1, peers: 0 });
  });
});

type Answer = { seeds: string[]; peers: string[] } | string[] | 'full';

function scrape(answers: Answer[]): Promise<DhtScrapeResult> {
  const lookup = new ScrapeLookup({
    infoHash: INFO_HASH,
    families: [
      {
        search: (options) => {
          const from = { id: INFO_HASH, address: '203.0.113.1', port: 1 };
          for (const answer of answers) options.onAnswer?.(responseWith(answer), from);
          options.onDone({ closest: [], queries: 3, answered: answers.length, depth: 1 });
          return { cancel: () => {} };
        },
      },
    ],
  });
  lookup.start();
  return lookup.done;
}

function responseWith(answer: Answer): DhtResponse {
  const envelope = { transactionId: INFO_HASH, version: null, externalAddress: null };
  const nothing = { nodes: [], peers: [], token: null, item: null, samples: null, scrape: null };
  const base = { kind: 'response', id: INFO_HASH, ...envelope, ...nothing } as const;
  if (answer === 'full') {
    const full = new Uint8Array(256).fill(0xff);
    return { ...base, scrape: { seeds: full, peers: full } };
  }
  if (Array.isArray(answer)) return { ...base, peers: answer.map(peerAt) };
  return { ...base, scrape: { seeds: filterOf(answer.seeds), peers: filterOf(answer.peers) } };
}

function filterOf(addresses: string[]): Uint8Array {
  const filter = new IpBloomFilter();
  for (const address of addresses) filter.add(address);
  return filter.bytes;
}

const peerAt = (address: string): PeerEndpoint => ({ address, port: 6881 });
