import { expect, it } from 'vitest';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { fromHex, toHex } from '../../server/src/engine/core/hex.ts';
import { IpBloomFilter } from '../../server/src/engine/dht/ip-bloom-filter.ts';
import { signItem, type ItemName, type SignedItem } from '../../server/src/engine/dht/index.ts';
import { immutableTarget } from '../../server/src/engine/dht/signed-item.ts';
import { describeWith } from '../support/describe-with.ts';
import type { LibtorrentKey } from './libtorrent-node.ts';
import { NodePair } from './node-pair.ts';

const INFO_HASH = new Uint8Array(20).fill(0x17);
const NOWHERE = new Uint8Array(20).fill(0x42);
const FAMILIES = [4, 6] as const;
/** That of BEP 44's test vectors. */
const KEY: LibtorrentKey = {
  private:
    'e06d3183d14159228433ed599221b80bd0a5ce8352e4bdf0262f76786ef1c74d' +
    'b7e7a9fea2c0eb269d61e3b38e450a22e754941ac78479d6c54e1faf6037881d',
  public: '77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548',
};

const bencoded = (text: string): Uint8Array => Uint8Array.from(encodeBencode(text));

function signed(text: string, sequence: bigint): SignedItem {
  const content = { value: bencoded(text), sequence, salt: Buffer.from('salt') };
  return signItem(new Uint8Array(32).fill(9), content);
}

describeWith(['libtorrent'], 'our DHT node and one of libtorrent', () => {
  it.each(FAMILIES)('keep what cannot change for each other over IPv%i', async (family) => {
    await using pair = await NodePair.start(family);
    const put = await pair.theirs.put('a text that libtorrent puts');
    expect(put.taken).toBeGreaterThan(0);
    expect(pair.ours.status().storedItems).toBe(1);
    expect(await pair.theirs.get(fromHex(put.target))).toBe('a text that libtorrent puts');

    const own = { kind: 'immutable', value: bencoded('a text of ours') } as const;
    expect(await pair.ours.put(own)).toMatchObject({ storedAt: 1 });
    const target = immutableTarget(own.value);
    expect(await pair.ours.get({ kind: 'immutable', target })).toEqual(own);
    expect(await pair.ours.get({ kind: 'immutable', target: NOWHERE })).toBeNull();
  });

  it.each(FAMILIES)('keep what a key signed, the newest over IPv%i', async (family) => {
    await using pair = await NodePair.start(family);
    for (const version of ['first', 'second']) {
      expect((await pair.theirs.putMutable(version, 'salt', KEY)).taken).toBeGreaterThan(0);
    }
    const found = await pair.theirs.getMutable('salt', KEY.public);
    expect(found).toMatchObject({ value: 'second', sequence: 2 });
    expect(pair.ours.status().storedItems).toBe(1);
  });

  it.each(FAMILIES)('agree on what is refused of signed items over IPv%i', async (family) => {
    await using pair = await NodePair.start(family);
    const put = async (item: SignedItem, over: bigint | null = null): Promise<number> =>
      (await pair.ours.put({ kind: 'mutable', ...item, over })).storedAt;
    const item = signed('ours', 5n);
    expect(await put(item)).toBe(1);
    expect(await put(signed('older', 4n))).toBe(0);
    expect(await put(signed('over another', 6n), 4n)).toBe(0);
    expect(await put({ ...signed('forged', 6n), signature: new Uint8Array(64) })).toBe(0);
    expect(await put(signed('newer', 6n), 5n)).toBe(1);
    const name: ItemName = { kind: 'mutable', key: item.key, salt: item.salt };
    const newest = { sequence: 6n, value: bencoded('newer') };
    expect(await pair.ours.get(name)).toMatchObject(newest);
    expect(await pair.ours.get({ ...name, salt: null })).toBeNull();
  });

  it.each(FAMILIES)('tell each other peers, and count them alike over IPv%i', async (family) => {
    await using pair = await NodePair.start(family);
    const announce = { port: 5_000, isSeed: false };
    const { done } = pair.ours.lookup(INFO_HASH, { announce, onPeers: () => {} });
    expect(await done).toMatchObject({ announcedTo: 1 });
    const { scrape } = await pair.getPeers(pair.theirs.port, INFO_HASH, true);
    const filter = new IpBloomFilter();
    filter.add(pair.host);
    expect(toHex(scrape!.peers)).toBe(toHex(filter.bytes));
    expect(await pair.ours.scrape(INFO_HASH)).toMatchObject({ seeds: 0, peers: 1 });

    await pair.announceToOurs(INFO_HASH, 7_000);
    expect(await pair.theirs.peers(INFO_HASH)).toEqual([`${pair.host} 7000`]);
  });

  // Over IPv6 libtorrent asks nobody for samples while it does not know its own address.
  it('show libtorrent the torrents that ours knows', async () => {
    await using pair = await NodePair.start(4);
    await pair.announceToOurs(INFO_HASH, 7_000);
    const shown = { samples: [toHex(INFO_HASH)], total: 1 };
    expect(await pair.theirs.sample(pair.port)).toMatchObject(shown);
  });
});
