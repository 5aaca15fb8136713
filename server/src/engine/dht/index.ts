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
