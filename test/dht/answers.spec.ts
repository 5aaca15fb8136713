import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { systemClock } from '../../server/src/engine/core/clock.ts';
import { fromHex, toHex } from '../../server/src/engine/core/hex.ts';
import { silentLogger } from '../../server/src/engine/core/logger.ts';
import { systemRandom } from '../../server/src/engine/core/random.ts';
import { IpBloomFilter } from '../../server/src/engine/dht/ip-bloom-filter.ts';
import {
  Dht,
  signItem,
  type ItemName,
  type SignedItem,
} from '../../server/src/engine/dht/index.ts';
import type { DhtQuestion, DhtResponse } from '../../server/src/engine/dht/dht-message.ts';
import { immutableTarget } from '../../server/src/engine/dht/signed-item.ts';
import { readDhtMessage } from '../../server/src/engine/dht/read-dht-message.ts';
import { writeDhtMessage } from '../../server/src/engine/dht/write-dht-message.ts';
import {
  openDatagramSocket,
  type DatagramSocket,
} from '../../server/src/engine/net/datagram-socket.ts';
import { describeWith } from '../support/describe-with.ts';
import { waitUntil } from '../support/wait-until.ts';
import { LibtorrentNode, type LibtorrentKey } from './libtorrent-node.ts';

const HOST = '127.0.0.1';
const ID = new Uint8Array(20).fill(0x42);
const INFO_HASH = new Uint8Array(20).fill(0x17);
const ANSWER_TIMEOUT_MS = 10_000;
/** That of BEP 44's test vectors. */
const KEY: LibtorrentKey = {
  private:
    'e06d3183d14159228433ed599221b80bd0a5ce8352e4bdf0262f76786ef1c74d' +
    'b7e7a9fea2c0eb269d61e3b38e450a22e754941ac78479d6c54e1faf6037881d',
  public: '77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548',
};

function signed(text: string, sequence: bigint, salt: string): SignedItem {
  const content = { value: encodeBencode(text), sequence, salt: Buffer.from(salt) };
  return signItem(new Uint8Array(32).fill(9), content);
}

/** Asks libtorrent one question, past our own node. */
async function ask(port: number, question: DhtQuestion): Promise<DhtResponse> {
  const socket = await openDatagramSocket({ host: HOST, port: 0 });
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer')), ANSWER_TIMEOUT_MS);
      socket.onMessage((packet) => {
        const message = readDhtMessage(packet);
        if (message.kind === 'query') return; // it asks back
        clearTimeout(timer);
        if (message.kind === 'response') resolve(message);
        else reject(new Error(`error ${message.code}: ${message.text}`));
      });
      const envelope = { transactionId: Buffer.from('aa'), version: null, isReadOnly: true };
      socket.send(writeDhtMessage({ kind: 'query', ...envelope, question }), port, HOST);
    });
  } finally {
    await socket.close();
  }
}

describeWith(['libtorrent'], 'our DHT node and one of libtorrent', () => {
  let socket: DatagramSocket;
  let ours: Dht;
  let theirs: LibtorrentNode;

  beforeAll(async () => {
    theirs = await LibtorrentNode.start();
    socket = await openDatagramSocket({ host: HOST, port: 0 });
    ours = new Dht({
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      socket,
      families: [4],
      routers: [`${HOST}:${theirs.port}`],
      isReadOnly: false,
      state: null,
      uploadBytesPerSecond: 100_000,
      resolve: (host) => Promise.resolve([host]),
      mayTalkTo: () => true,
    });
    ours.start();
    await theirs.join(socket.port);
    await waitUntil(() => ours.status().families[0]!.nodes > 0, {
      timeoutMs: ANSWER_TIMEOUT_MS,
      what: 'our node to know the other',
    });
  });

  afterAll(async () => {
    ours.stop();
    await socket.close();
    await theirs[Symbol.asyncDispose]();
  });

  it('keep what cannot change for each other', async () => {
    const value = 'a text that libtorrent puts';
    const put = await theirs.put(value);
    expect(put.taken).toBeGreaterThan(0);
    expect(ours.status().storedItems).toBe(1);
    expect(await theirs.get(fromHex(put.target))).toBe(value);

    const own = encodeBencode(['a', { list: 7 }]);
    expect(await ours.put({ kind: 'immutable', value: own })).toMatchObject({ storedAt: 1 });
    const found = await ours.get({ kind: 'immutable', target: immutableTarget(own) });
    expect(Buffer.from(found!.value).equals(own)).toBe(true);
    expect(await ours.get({ kind: 'immutable', target: ID })).toBeNull();
  });

  it('keep what a key signed, and take newer versions', async () => {
    for (const version of ['first', 'second']) {
      expect((await theirs.putMutable(version, 'salt', KEY)).taken).toBeGreaterThan(0);
    }
    const found = await theirs.getMutable('salt', KEY.public);
    expect(found).toMatchObject({ value: 'second', sequence: 2 });
  });

  it('find with libtorrent what we signed and put there, the newest version alone', async () => {
    const item = signed('ours', 5n, 'salt');
    const put = (one: SignedItem, over: bigint | null = null): Promise<number> =>
      ours.put({ kind: 'mutable', ...one, over }).then(({ storedAt }) => storedAt);
    expect(await put(item)).toBe(1);
    expect(await put(signed('older', 4n, 'salt'))).toBe(0);
    expect(await put(signed('over another', 6n, 'salt'), 4n)).toBe(0);
    expect(await put({ ...signed('forged', 6n, 'salt'), signature: new Uint8Array(64) })).toBe(0);
    expect(await put(signed('newer', 6n, 'salt'), 5n)).toBe(1);
    const name: ItemName = { kind: 'mutable', key: item.key, salt: item.salt };
    const newer = Uint8Array.from(encodeBencode('newer'));
    expect(await ours.get(name)).toMatchObject({ sequence: 6n, value: newer });
    expect(await ours.get({ ...name, salt: null })).toBeNull();
  });

  it('tell each other peers, and libtorrent what torrents we know', async () => {
    const announce = { port: 5_000, isSeed: false };
    const { done } = ours.lookup(INFO_HASH, { announce, onPeers: () => {} });
    expect(await done).toMatchObject({ announcedTo: 1 });
    const question = { method: 'get_peers', id: ID, infoHash: INFO_HASH, want: null } as const;
    const flags = { withoutSeeds: false, wantsScrape: true };
    const { scrape } = await ask(theirs.port, { ...question, ...flags });
    const filter = new IpBloomFilter();
    filter.add(HOST);
    expect(toHex(scrape!.peers)).toBe(toHex(filter.bytes));

    const { token } = await ask(socket.port, { ...question, ...flags, wantsScrape: false });
    const announced = { infoHash: INFO_HASH, port: 7_000, isPortImplied: false, isSeed: true };
    await ask(socket.port, { method: 'announce_peer', id: ID, ...announced, token: token! });
    expect(await theirs.peers(INFO_HASH)).toEqual([`${HOST}:7000`]);
    expect(await theirs.sample(socket.port)).toMatchObject({
      samples: [toHex(INFO_HASH)],
      total: 1,
    });
  });
});
