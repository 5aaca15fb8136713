/**
 * Who announced which torrent to this node (BEP 5), seeds told from others (BEP 33): a bounded number of torrents and
 * of peers of each, in both address families, each for half an hour. A full store keeps the torrents that it
 * matters most for: those with many peers and those close to this node's id, where others look for them.
 * Nothing expires by itself: `expire` is called now and then.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import type { DhtSamples, DhtScrape } from './dht-message.ts';
import { MAX_SAMPLE_INTERVAL_SECONDS, ID_BYTES } from './dht-limits.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';
import { leastImportant, type MeasureDistance } from './storage-importance.ts';
import { StoredPeers, type PickRules } from './stored-peers.ts';

/** Clients announce every 15 minutes. */
const PEER_LIFE_SECONDS = 30 * 60;
/** libtorrent's figures. */
export const DEFAULT_PEER_STORE_LIMITS: PeerStoreLimits = {
  torrents: 2_000,
  peersOfTorrent: 500,
};
/** libtorrent's figure. */
const MAX_SAMPLES = 20;

export interface PeerStoreLimits {
  torrents: number;
  /** Of one family. */
  peersOfTorrent: number;
}

export interface PeerStoreOptions {
  clock: Clock;
  random: Random;
  distanceTo: MeasureDistance;
  limits: PeerStoreLimits;
}

export interface PickOptions extends PickRules {
  family: AddressFamily;
  count: number;
}

interface StoredTorrent {
  infoHash: Uint8Array;
  peers: Record<AddressFamily, StoredPeers>;
}

export class PeerStore {
  readonly #options: PeerStoreOptions;
  readonly #torrents = new Map<string, StoredTorrent>();
  #samples: { infoHashes: Uint8Array[]; madeAt: number } = { infoHashes: [], madeAt: 0 };

  constructor(options: PeerStoreOptions) {
    this.#options = options;
  }

  get torrents(): number {
    return this.#torrents.size;
  }

  get peers(): number {
    let peers = 0;
    for (const torrent of this.#torrents.values()) peers += peersOf(torrent);
    return peers;
  }

  /** Whether an announce of this address would be kept: who would be refused gets no token. */
  accepts(infoHash: Uint8Array, address: string): boolean {
    const torrent = this.#torrents.get(keyOf(infoHash));
    if (torrent !== undefined) return torrent.peers[addressFamily(address)].accepts(address);
    return !this.#isFull() || this.#leastImportantKey(infoHash) !== keyOf(infoHash);
  }

  /** Keeps a peer for half an hour. False where there is no room for it. */
  announce(infoHash: Uint8Array, peer: PeerEndpoint, isSeed: boolean): boolean {
    const torrent = this.#torrents.get(keyOf(infoHash)) ?? this.#newTorrent(infoHash);
    if (torrent === null) return false;
    return torrent.peers[addressFamily(peer.address)].put(peer, isSeed, this.#nowSeconds());
  }

  /** Random peers of a torrent; none where it is not known. */
  pick(infoHash: Uint8Array, options: PickOptions): PeerEndpoint[] {
    const peers = this.#torrents.get(keyOf(infoHash))?.peers[options.family];
    return peers?.pick(options.count, this.#options.random, options) ?? [];
  }

  /** BEP 33: who seeds and who downloads, as bloom filters; null for a torrent that is not known. */
  scrape(infoHash: Uint8Array): DhtScrape | null {
    const torrent = this.#torrents.get(keyOf(infoHash));
    if (torrent === undefined) return null;
    const [seeds, peers] = [new IpBloomFilter(), new IpBloomFilter()];
    for (const list of Object.values(torrent.peers)) {
      list.forEachAddress((address, isSeed) => (isSeed ? seeds : peers).add(address));
    }
    return { seeds: seeds.bytes, peers: peers.bytes };
  }

  /** BEP 51: random torrents. They are chosen anew every six hours only, so that asking often shows no more. */
  samples(): DhtSamples {
    const { madeAt } = this.#samples;
    const isOld = this.#nowSeconds() - madeAt >= MAX_SAMPLE_INTERVAL_SECONDS;
    if (isOld || this.#samples.infoHashes.length < MAX_SAMPLES) {
      this.#samples = { infoHashes: this.#chooseSamples(), madeAt: this.#nowSeconds() };
    }
    return {
      infoHashes: Buffer.concat(this.#samples.infoHashes),
      intervalSeconds: MAX_SAMPLE_INTERVAL_SECONDS,
      total: this.#torrents.size,
    };
  }

  /** Forgets peers that were not heard of for half an hour, and torrents without peers. */
  expire(): void {
    const before = this.#nowSeconds() - PEER_LIFE_SECONDS;
    for (const [key, torrent] of this.#torrents) {
      for (const list of Object.values(torrent.peers)) list.expire(before);
      if (peersOf(torrent) === 0) this.#torrents.delete(key);
    }
  }

  #newTorrent(infoHash: Uint8Array): StoredTorrent | null {
    const key = keyOf(infoHash);
    if (this.#isFull()) {
      const given = this.#leastImportantKey(infoHash);
      if (given === key) return null;
      this.#torrents.delete(given);
    }
    const { peersOfTorrent } = this.#options.limits;
    const peers = { 4: new StoredPeers(4, peersOfTorrent), 6: new StoredPeers(6, peersOfTorrent) };
    const torrent = { infoHash: Uint8Array.from(infoHash), peers };
    this.#torrents.set(key, torrent);
    return torrent;
  }

  #isFull(): boolean {
    return this.#torrents.size >= this.#options.limits.torrents;
  }

  /** The torrent that goes first, with this one as one of them. */
  #leastImportantKey(infoHash: Uint8Array): string {
    const known = Array.from(this.#torrents, ([key, torrent]) => {
      return { key, target: torrent.infoHash, announcers: peersOf(torrent) };
    });
    const candidate = { key: keyOf(infoHash), target: infoHash, announcers: 1 };
    return leastImportant([candidate, ...known], this.#options.distanceTo).key;
  }

  #chooseSamples(): Uint8Array[] {
    const all = Array.from(this.#torrents.values(), ({ infoHash }) => infoHash);
    const chosen: Uint8Array[] = [];
    while (all.length > 0 && chosen.length < MAX_SAMPLES) {
      const index = this.#options.random.below(all.length);
      chosen.push(all[index]!);
      all[index] = all.at(-1)!;
      all.pop();
    }
    return chosen;
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.now() / 1_000);
  }
}

function peersOf({ peers }: StoredTorrent): number {
  return peers[4].count + peers[6].count;
}

function keyOf(infoHash: Uint8Array): string {
  return String.fromCharCode(...infoHash.subarray(0, ID_BYTES));
}
