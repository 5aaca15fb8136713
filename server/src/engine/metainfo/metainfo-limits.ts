/** What a .torrent file and a magnet link may hold, each figure with its reason. */
import type { BencodeLimits } from '../bencode/index.ts';

/** As the upload's limit: the largest real ones (a million pieces) stay below 25 MB, ordinary ones below 1. */
export const MAX_METAINFO_BYTES = 10 * 1024 * 1024;
/** libtorrent's cap. */
export const MAX_PIECES = 2_097_152;
/** libtorrent's cap: 32,767 blocks of 16 KiB. Pieces are hashed as they come, so no buffer is this long. */
export const MAX_PIECE_LENGTH = 536_854_528;
/**
 * Five times the largest torrents seen. From the upload to the answer a list of so many costs the server 250 MiB; twice
 * as many cost 400, and three seconds of computing.
 */
export const MAX_FILES = 150_000;
/** Folders inside one another, the root folder and the file itself counted (libtorrent 2.1). */
export const MAX_PATH_DEPTH = 100;
/** Linux takes 4,096 bytes with the download folder; that needs some too, but seldom this much. */
export const MAX_PATH_BYTES = 4_000;
/** Bytes of one SHA-1 hash. */
export const PIECE_HASH_BYTES = 20;

/** Links with two hundred trackers are seen, of some 100 characters each. */
export const MAX_MAGNET_LENGTH = 65_536;
/** Three times what such a link needs. */
export const MAX_MAGNET_PARAMETERS = 1_000;
/** As many as one tracker reply brings usually; the others come from the swarm. */
export const MAX_MAGNET_PEERS = 200;
/** Choices of files (BEP 53); one range can choose all. */
export const MAX_MAGNET_RANGES = 5_000;

export const METAINFO_BENCODE_LIMITS: Partial<BencodeLimits> = {
  maxBytes: MAX_METAINFO_BYTES,
  maxTokens: 3_000_000,
  maxDepth: 100,
  allowTrailing: true,
};
