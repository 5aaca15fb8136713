/**
 * Addresses that a torrent names: trackers in tiers (BEP 12) and web seeds (BEP 19). What can't be used is
 * left out, never a reason to refuse the torrent. Kept as written, since trackers match passkeys by letter.
 */

/** Longer ones are no addresses but attempts at something. */
const MAX_URL_LENGTH = 2_048;
/** Real lists have up to some two hundred; each is a socket and a timer later. */
const MAX_TRACKERS = 500;
const MAX_WEB_SEEDS = 100;
/** Entries that are looked at, empty ones and tiers included: 10 MiB have room for millions. */
const MAX_ENTRIES = 5_000;
const TRACKER_PROTOCOLS = ['http:', 'https:', 'udp:'];
const WEB_SEED_PROTOCOLS = ['http:', 'https:'];

/** What a list of addresses came to. */
export interface UsableTrackers {
  tiers: string[][];
  /** How many were left out: not an address, a protocol that is not spoken, or too many. */
  dropped: number;
}

/** Tiers with only usable trackers, each once (where it stands first), and no empty tier. */
export function usableTrackers(tiers: Iterable<Iterable<string>>): UsableTrackers {
  const seen = new Set<string>();
  const result: UsableTrackers = { tiers: [], dropped: 0 };
  let entries = 0;
  for (const tier of tiers) {
    if (++entries > MAX_ENTRIES) break;
    const kept: string[] = [];
    for (const text of tier) {
      if (++entries > MAX_ENTRIES) break;
      const url = text.trim();
      if (url === '' || seen.has(url)) continue;
      const isUsable = seen.size < MAX_TRACKERS && isAddress(url, TRACKER_PROTOCOLS);
      if (!isUsable) result.dropped++;
      else kept.push(url);
      if (isUsable) seen.add(url);
    }
    if (kept.length > 0) result.tiers.push(kept);
  }
  return result;
}

/** The usable web seeds, each once. */
export function usableWebSeeds(addresses: Iterable<string>): { urls: string[]; dropped: number } {
  const urls = new Set<string>();
  let dropped = 0;
  let entries = 0;
  for (const text of addresses) {
    if (++entries > MAX_ENTRIES) break;
    const url = text.trim();
    if (url === '' || urls.has(url)) continue;
    if (urls.size < MAX_WEB_SEEDS && isAddress(url, WEB_SEED_PROTOCOLS)) urls.add(url);
    else dropped++;
  }
  return { urls: [...urls], dropped };
}

function isAddress(text: string, protocols: readonly string[]): boolean {
  if (text.length > MAX_URL_LENGTH || /[\p{Cc}\s\ufffd]/u.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && protocols.includes(url.protocol) && url.hostname !== '';
}
