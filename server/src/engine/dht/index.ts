/** The DHT (BEP 5, 32, 33, 42, 43, 44, 51): peers of a torrent without a tracker. The folder's one door. */
export type {
  DhtLookup,
  DhtLookupOptions,
  DhtLookupResult,
  DhtOptions,
  DhtSocket,
} from './dht-options.ts';
export type { DhtService } from './dht-service.ts';
export { Dht } from './dht.ts';
export type { ItemLookupResult, ItemName, ItemToPut } from './item-lookup.ts';
export type { StoredItem } from './item-store.ts';
export { signItem, type SignedItem } from './signed-item.ts';
export type { DhtScrapeResult } from './scrape-lookup.ts';
