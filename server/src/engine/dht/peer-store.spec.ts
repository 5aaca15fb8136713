import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';
import { PeerStore, type PickOptions } from './peer-store.ts';
import { distanceBits } from './storage-importance.ts';

const MINUTE_MS = 60_000;
const OWN_ID = new Uint8Array(20);
const TORRENT = new Uint8Array(20).fill(1);

function arrange(limits = { torrents: 3, peersOfTorrent: 20 }): {
  clock: FakeClock;
  store: PeerStore;
  pick: (options?: Partial<PickOptions>) => PeerEndpoint[];
} {
  const clock = new FakeClock();
  const random = seededRandom(5);
  const distanceTo = (target: Uint8Array): number => distanceBits(target, OWN_ID);
  const store = new PeerStore({ clock, random, distanceTo, limits });
  const all = { family: 4, count: 100, withoutSeeds: false, askedFrom: 'loopback' } as const;
  return { clock, store, pick: (options) => store.pick(TORRENT, { ...all, ...options }) };
}

const peer = (address: string, port = 6881): PeerEndpoint => ({ address, port });
const torrentAt = (firstByte: number, last = 0): Uint8Array =>
  Uint8Array.of(firstByte, ...new Uint8Array(18), last);

describe('the peers of a torrent', () => {
  it('are told by family, each once', () => {
    const { store, pick } = arrange();
    for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.1', '2001:db8::1']) {
      store.announce(TORRENT, peer(address), false);
    }
    expect(new Set(pick().map(({ address }) => address))).toEqual(
      new Set(['203.0.113.1', '203.0.113.2']),
    );
    expect(pick({ family: 6 })).toEqual([peer('2001:db8::1')]);
    expect(store.peers).toBe(3);
  });

  it('are told without seeds to a seed', () => {
    const { store, pick } = arrange();
    store.announce(TORRENT, peer('203.0.113.1'), true);
    store.announce(TORRENT, peer('203.0.113.2'), false);
    expect(pick({ withoutSeeds: true })).toEqual([peer('203.0.113.2')]);
  });

  it.each([
    ['public', ['203.0.113.1']],
    ['private', ['203.0.113.1', '192.168.1.3']],
    ['loopback', ['203.0.113.1', '192.168.1.3', '127.0.0.1']],
    ['forbidden', ['203.0.113.1']],
  ] as const)('are told to a %s asker where they are no further inside', (askedFrom, expected) => {
    const { store, pick } = arrange();
    for (const address of ['203.0.113.1', '192.168.1.3', '127.0.0.1']) {
      store.announce(TORRENT, peer(address), true);
    }
    const told = pick({ askedFrom }).map(({ address }) => address);
    expect(new Set(told)).toEqual(new Set(expected));
  });

  it('become seeds when they announce themselves as such', () => {
    const { store, pick } = arrange();
    store.announce(TORRENT, peer('203.0.113.1'), false);
    store.announce(TORRENT, peer('203.0.113.1'), true);
    expect(pick({ withoutSeeds: true })).toEqual([]);
    expect(pick()).toHaveLength(1);
  });

  it('are told at random where there are more than asked for', () => {
    const { store, pick } = arrange();
    for (let host = 0; host < 20; host++) store.announce(TORRENT, peer(`10.0.0.${host}`), false);
    const seen = new Set<string>();
    for (let round = 0; round < 60; round++) {
      const told = pick({ count: 5 });
      expect(new Set(told.map(({ address }) => address)).size).toBe(5);
      for (const { address } of told) seen.add(address);
    }
    expect(seen.size).toBe(20);
  });

  it('are forgotten after half an hour, unless they announce again', () => {
    const { clock, store, pick } = arrange();
    store.announce(TORRENT, peer('203.0.113.1'), false);
    store.announce(TORRENT, peer('203.0.113.2'), false);
    clock.advance(20 * MINUTE_MS);
    store.announce(TORRENT, peer('203.0.113.1'), false);
    clock.advance(11 * MINUTE_MS);
    store.expire();
    expect(pick()).toEqual([peer('203.0.113.1')]);
    clock.advance(31 * MINUTE_MS);
    store.expire();
    expect(store.torrents).toBe(0);
  });

  it('are bounded, and one that is known is still taken when there is no room', () => {
    const { store } = arrange();
    for (let host = 0; host < 30; host++) store.announce(TORRENT, peer(`10.0.0.${host}`), false);
    expect(store.peers).toBe(20);
    expect(store.accepts(TORRENT, '10.0.0.25')).toBe(false);
    expect(store.announce(TORRENT, peer('10.0.0.25'), false)).toBe(false);
    expect(store.accepts(TORRENT, '10.0.0.5')).toBe(true);
    expect(store.announce(TORRENT, peer('10.0.0.5'), true)).toBe(true);
    expect(store.announce(TORRENT, peer('10.0.0.5', 7_000), false)).toBe(true);
    expect(store.peers).toBe(20);
  });

  it.each([
    ['IPv4 address', (_host: number): string => '203.0.113.1', 4],
    ['IPv6 network', (host: number): string => `2001:db8:1:2::${host.toString(16)}`, 6],
  ] as const)('have eight places for one %s, where the newest stay', (_what, address, family) => {
    const { clock, store, pick } = arrange();
    for (let number = 1; number <= 12; number++) {
      store.announce(TORRENT, peer(address(number), 1_000 + number), false);
      clock.advance(1_000);
    }
    const ports = pick({ family }).map(({ port }) => port);
    expect(ports.toSorted((one, other) => one - other)).toEqual([
      1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012,
    ]);
  });
});

describe('a full store of torrents', () => {
  it('keeps the torrents that are close to this node', () => {
    const { store } = arrange();
    for (const first of [0x10, 0x20, 0x80])
      store.announce(torrentAt(first), peer('10.0.0.1'), false);
    expect(store.accepts(torrentAt(0x08), '10.0.0.2')).toBe(true);
    expect(store.announce(torrentAt(0x08), peer('10.0.0.2'), false)).toBe(true);
    expect(store.torrents).toBe(3);
    expect(store.accepts(torrentAt(0xc0), '10.0.0.2')).toBe(false);
    expect(store.announce(torrentAt(0xc0), peer('10.0.0.2'), false)).toBe(false);
  });

  it('keeps a far torrent that has many peers', () => {
    const { store, pick } = arrange();
    const far = new Uint8Array(20).fill(0xff);
    for (let host = 0; host < 20; host++) store.announce(far, peer(`10.0.0.${host}`), false);
    for (const first of [0x40, 0x41]) store.announce(torrentAt(first), peer('10.0.0.1'), false);
    store.announce(TORRENT, peer('10.0.0.1'), false);
    expect(
      store.pick(far, { family: 4, count: 1, withoutSeeds: false, askedFrom: 'loopback' }),
    ).toHaveLength(1);
    expect(pick()).toHaveLength(1);
  });

  it('takes twice a million peers into fifty megabytes', () => {
    const { store } = arrange({ torrents: 2_000, peersOfTorrent: 500 });
    const before = process.memoryUsage().arrayBuffers;
    for (let number = 0; number < 40; number++) {
      const infoHash = torrentAt(number);
      for (let host = 0; host < 500; host++) {
        const group = host.toString(16);
        store.announce(infoHash, peer(`2001:db8:${group}::1`), false);
        store.announce(infoHash, peer(`10.0.${host >>> 8}.${host & 0xff}`), false);
      }
    }
    expect(store.peers).toBe(40_000);
    // A fiftieth of what fits.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

describe('scrapes and samples', () => {
  it('tells seeds and others as bloom filters of both families', () => {
    const { store } = arrange();
    store.announce(TORRENT, peer('203.0.113.1'), true);
    store.announce(TORRENT, peer('2001:db8::1'), true);
    store.announce(TORRENT, peer('203.0.113.2'), false);
    const { seeds, peers } = store.scrape(TORRENT)!;
    expect(Math.round(new IpBloomFilter(seeds).estimate())).toBe(2);
    expect(new IpBloomFilter(seeds).has('2001:db8::1')).toBe(true);
    expect(Math.round(new IpBloomFilter(peers).estimate())).toBe(1);
    expect(store.scrape(torrentAt(9))).toBeNull();
  });

  it('shows the same twenty torrents for six hours', () => {
    const { clock, store } = arrange({ torrents: 2_000, peersOfTorrent: 500 });
    for (let number = 0; number < 100; number++) {
      store.announce(torrentAt(number), peer('10.0.0.1'), false);
    }
    const first = store.samples();
    expect(first).toMatchObject({ total: 100, intervalSeconds: 21_600 });
    expect(first.infoHashes).toHaveLength(400);
    clock.advance(5 * 60 * MINUTE_MS);
    expect(store.samples()).toEqual(first);
    clock.advance(60 * MINUTE_MS);
    expect(store.samples().infoHashes).not.toEqual(first.infoHashes);
  });
});
