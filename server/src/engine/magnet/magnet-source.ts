/** Two magnets of one torrent as one: what either names. Pure. */
import type { MagnetSource } from '../core/magnet-messages.ts';
import { endpointKey } from '../net/address.ts';

/** As many as a link may name (metainfo/magnet-hints.ts), ten times over. */
const MOST_PEERS = 2_000;
const MOST_TRACKERS = 500;

export function widened(source: MagnetSource, other: MagnetSource): MagnetSource {
  const urls = new Set(source.trackers.flat());
  const newTiers = other.trackers
    .map((tier) => tier.filter((url) => !urls.has(url)))
    .filter((tier) => tier.length > 0);
  const peers = new Map(
    [...source.peers, ...other.peers].map((peer) => [endpointKey(peer), peer] as const),
  );
  return {
    infoHash: source.infoHash,
    infoHashV1: source.infoHashV1 ?? other.infoHashV1,
    infoHashV2: source.infoHashV2 ?? other.infoHashV2,
    name: source.name ?? other.name,
    trackers: [...source.trackers, ...newTiers].slice(0, MOST_TRACKERS),
    webSeeds: [...new Set([...source.webSeeds, ...other.webSeeds])],
    peers: [...peers.values()].slice(0, MOST_PEERS),
  };
}
