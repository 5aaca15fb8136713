/**
 * What a magnet link says beside its torrent's hash: peers to begin with (`x.pe`, BEP 9) and the files to fetch
 * (`so`, BEP 53). Hints only: what is malformed or too much is left out with a warning.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey, parseEndpoint } from '../net/address.ts';
import { isDialablePeer, USER_PEER_RULES } from '../net/address-rules.ts';
import { MAX_FILES, MAX_MAGNET_PEERS, MAX_MAGNET_RANGES } from './metainfo-limits.ts';

/** Files from `first` to `last`, both among them: indices of the torrent's list. */
export interface FileRange {
  first: number;
  last: number;
}

const INDEX_OR_RANGE = /^(\d{1,6})(?:-(\d{1,6}))?$/;

/**
 * The peers, each once. A host name is left out although BEP 9 allows it: looking up names that strangers wrote
 * is not worth its dangers.
 */
export function readPeers(values: readonly string[], warnings: string[]): PeerEndpoint[] {
  const peers = new Map<string, PeerEndpoint>();
  let dropped = 0;
  for (const value of values) {
    const peer = parseEndpoint(value.trim());
    const isUsable = peer !== null && isDialablePeer(peer, USER_PEER_RULES);
    if (isUsable && peers.size < MAX_MAGNET_PEERS) peers.set(endpointKey(peer), peer);
    else dropped++;
  }
  if (dropped > 0) warnings.push(`${dropped} peers with unusable addresses were left out.`);
  return [...peers.values()];
}

/** The chosen files; null where nothing usable is chosen, which means all. */
export function readSelection(values: readonly string[], warnings: string[]): FileRange[] | null {
  const entries = values.flatMap((value) => value.split(',', MAX_MAGNET_RANGES + 1));
  const ranges = entries.slice(0, MAX_MAGNET_RANGES).map(readRange);
  const usable = ranges.filter((range) => range !== null);
  if (usable.length < entries.length) {
    warnings.push('A part of the choice of files could not be understood and was left out.');
  }
  return usable.length > 0 ? merged(usable) : null;
}

function readRange(text: string): FileRange | null {
  const match = INDEX_OR_RANGE.exec(text.trim());
  if (match === null) return null;
  const first = Number(match[1]);
  const last = Number(match[2] ?? first);
  return first <= last && last < MAX_FILES ? { first, last } : null;
}

function merged(ranges: readonly FileRange[]): FileRange[] {
  const result: FileRange[] = [];
  for (const { first, last } of ranges.toSorted((one, other) => one.first - other.first)) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous.last + 1) {
      previous.last = Math.max(previous.last, last);
    } else {
      result.push({ first, last });
    }
  }
  return result;
}
