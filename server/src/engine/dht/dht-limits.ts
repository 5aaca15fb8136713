/** What a packet of the DHT may hold, each figure with its reason. */
import type { BencodeLimits } from '../bencode/index.ts';

/** Twice what the largest sensible answer takes: 16 nodes, 100 peers, both bloom filters and a stored item. */
export const MAX_DHT_PACKET_BYTES = 4_096;
/** SHA-1: ids of nodes, info hashes, targets. */
export const ID_BYTES = 20;
/** Clients use 2 to 4; it is repeated in answers, so it must not be a lever. */
export const MAX_TRANSACTION_BYTES = 32;
/** Real ones have 4 to 20. */
export const MAX_TOKEN_BYTES = 64;
/** Two letters and two bytes of version; some write more. */
export const MAX_VERSION_BYTES = 16;
/** BEP 44. */
export const MAX_ITEM_BYTES = 1_000;
export const MAX_SALT_BYTES = 64;
export const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** BEP 33. */
export const BLOOM_FILTER_BYTES = 256;
/** BEP 51. */
export const MAX_SAMPLE_INTERVAL_SECONDS = 21_600;
export const MAX_TEXT_CHARACTERS = 200;

/** Depth and tokens are libtorrent's figures. */
export const DHT_BENCODE_LIMITS: Partial<BencodeLimits> = {
  maxBytes: MAX_DHT_PACKET_BYTES,
  maxDepth: 10,
  maxTokens: 500,
  allowTrailing: false,
};
