/**
 * Estimates how many seed and download a torrent (BEP 33): asks the nodes closest to it for bloom filters of the
 * addresses that they keep, and counts the union. Nodes that know no filters tell peers, which count as downloading
 * unless a filter has them as seeds. A search of its own: libtorrent gives filters in place of peers.
 */
import type { DhtFamily, Search } from './dht-family.ts';
import type { DhtResponse } from './dht-message.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';

/** BEP 33: a filter of more means nothing, so an honest node has none. */
const MOST_IN_FILTER = 6_000;
/** Peers that nodes without filters tell. */
const MAX_TOLD = 2_000;

export interface DhtScrapeResult {
  seeds: number;
  peers: number;
  /** Nodes that answered. */
  answered: number;
}

export interface ScrapeLookupOptions {
  infoHash: Uint8Array;
  families: readonly Pick<DhtFamily, 'search'>[];
}

export class ScrapeLookup {
  /** Never rejects. */
  readonly done: Promise<DhtScrapeResult>;
  readonly #options: ScrapeLookupOptions;
  readonly #seeds = new IpBloomFilter();
  readonly #peers = new IpBloomFilter();
  readonly #told = new Set<string>();
  readonly #searches: Search[] = [];
  readonly #resolve: (result: DhtScrapeResult) => void;
  #answered = 0;
  /** Searches that are not over. */
  #open = 0;

  constructor(options: ScrapeLookupOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<DhtScrapeResult>();
    this.done = promise;
    this.#resolve = resolve;
  }

  start(): void {
    const { families, infoHash } = this.#options;
    this.#open++;
    for (const family of families) {
      this.#open++;
      const flags = { want: null, withoutSeeds: false, wantsScrape: true };
      const search = family.search({
        target: infoHash,
        question: (id) => ({ method: 'get_peers', id, infoHash, ...flags }),
        onAnswer: (response) => this.#take(response),
        onDone: ({ answered }) => {
          this.#answered += answered;
          this.#close();
        },
      });
      this.#searches.push(search);
    }
    this.#close();
  }

  /** Ends it with what there is. */
  cancel(): void {
    for (const search of this.#searches) search.cancel();
  }

  #take({ scrape, peers }: DhtResponse): void {
    if (scrape !== null) {
      if (isSensible(scrape.seeds)) this.#seeds.join(scrape.seeds);
      if (isSensible(scrape.peers)) this.#peers.join(scrape.peers);
      return;
    }
    for (const { address } of peers) if (this.#told.size < MAX_TOLD) this.#told.add(address);
  }

  #close(): void {
    if (--this.#open > 0) return;
    for (const address of this.#told) if (!this.#seeds.has(address)) this.#peers.add(address);
    this.#resolve({
      seeds: Math.round(this.#seeds.estimate()),
      peers: Math.round(this.#peers.estimate()),
      answered: this.#answered,
    });
  }
}

function isSensible(filter: Uint8Array): boolean {
  return new IpBloomFilter(filter).estimate() <= MOST_IN_FILTER;
}
