/** How the ways to peers are called, and counts by them. */
import { PEER_SOURCES, type PeerSource } from '@shared/dto/download.js';
import { formatCount } from './format';

export type SourceCounts = Partial<Record<PeerSource, number>>;

export const SOURCE_WORDS: Record<PeerSource, string> = {
  tracker: $localize`:where a peer was found:tracker`,
  incoming: $localize`:where a peer was found:incoming`,
  manual: $localize`:where a peer was found:added by hand`,
  dht: $localize`:where a peer was found:DHT`,
  pex: $localize`:where a peer was found:peer exchange`,
  lsd: $localize`:where a peer was found:local network`,
};

export function sumOfSources(counts: SourceCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `8 DHT, 4 tracker`: those that have any, the most first. */
export function formatSources(counts: SourceCounts): string {
  return PEER_SOURCES.map((source) => ({ source, count: counts[source] ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
    .map(({ source, count }) => `${formatCount(count)} ${SOURCE_WORDS[source]}`)
    .join(', ');
}
