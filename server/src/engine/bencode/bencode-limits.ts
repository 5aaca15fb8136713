/** How much bencode is accepted, and how strictly. */
export interface BencodeLimits {
  /** Lists and dictionaries inside one another. */
  maxDepth: number;
  /** Integers, strings (keys too), lists and dictionaries in all. */
  maxTokens: number;
  maxBytes: number;
  /** Bytes after the value are ignored with a warning (.torrent files) and not an error (wire, trackers). */
  allowTrailing: boolean;
  /**
   * Refuses what BEP 3 forbids but a reader can understand: leading zeros, `-0`, keys that are unsorted or
   * there twice. Otherwise each is a warning.
   */
  strict: boolean;
}

/** libtorrent's figures; see the constants of the callers for tighter ones. */
export const DEFAULT_BENCODE_LIMITS: Readonly<BencodeLimits> = {
  maxDepth: 100,
  maxTokens: 3_000_000,
  maxBytes: 10 * 1024 * 1024,
  allowTrailing: false,
  strict: false,
};
