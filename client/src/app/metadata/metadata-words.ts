/**
 * How the way to a magnet's metadata is told: what is known, never more hope than there is. Pure. A stage says
 * what happens now; figures stand beside it, so that a screen reader hears of stages only.
 */
import type { DownloadDto, MetadataProgressDto } from '@shared/dto/download.js';
import { formatBytes, formatCount, formatPlural } from '../ui/format';
import { formatSources, sumOfSources } from '../ui/peer-sources';

/** Well-seeded magnets are there by then: who still waits wants to know why. */
const PATIENCE_SECONDS = 20;

type MagnetRow = Pick<DownloadDto, 'state' | 'metadata'>;

/** Share that is there, from 0 to 1; null while nobody told the size. */
export function metadataShare({ totalBytes, receivedBytes }: MetadataProgressDto): number | null {
  return totalBytes ? Math.min(1, receivedBytes / totalBytes) : null;
}

/** What the bar of a download shows: its data, or its metadata before it is known what the data is. */
export function barShare({
  metadata,
  progress,
}: Pick<DownloadDto, 'metadata' | 'progress'>): number {
  return metadata ? (metadataShare(metadata) ?? 0) : progress;
}

export function describeStage(metadata: MetadataProgressDto): string {
  if (metadata.receivedBytes > 0) return 'Receiving the metadata';
  if (metadata.givers > 0) return 'Asking for the metadata';
  if (metadata.connected > 0) return 'Connected, but nobody has the metadata yet';
  return sumOfSources(metadata.found) > 0 ? 'Trying to reach peers' : 'Looking for peers';
}

/** `12 peers found (8 DHT, 4 tracker), 3 connected, 2 have the metadata`. */
export function describeFinds({ found, connected, givers }: MetadataProgressDto): string {
  const sum = sumOfSources(found);
  if (sum === 0 && connected === 0) return 'No peer found so far';
  const parts = [`${formatPlural(sum, 'peer')} found (${formatSources(found)})`];
  if (sum === 0) parts.pop();
  parts.push(`${formatCount(connected)} connected`);
  if (givers > 0)
    parts.push(`${formatCount(givers)} ${givers === 1 ? 'has' : 'have'} the metadata`);
  return parts.join(', ');
}

/** `48.0 KiB of 120 KiB`, or nothing while nobody told the size. */
export function describeAmount({ totalBytes, receivedBytes }: MetadataProgressDto): string {
  return totalBytes ? `${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}` : '';
}

/** In a few words, for the row of a magnet in the list. */
export function describeBriefly({ state, metadata }: MagnetRow): string {
  if (metadata === null) return '';
  if (state !== 'metadata') return 'No metadata yet';
  if (metadata.receivedBytes > 0 && metadata.totalBytes) return describeAmount(metadata);
  const { connected, found } = metadata;
  if (connected > 0) return `${formatPlural(connected, 'peer')} connected`;
  const sum = sumOfSources(found);
  return sum > 0 ? `${formatPlural(sum, 'peer')} found` : 'Looking for peers';
}

/**
 * Why it takes long, once it does; null before. `hasTrackers` is whether the link names any.
 */
export function describePatience(
  metadata: MetadataProgressDto,
  { waitedSeconds, hasTrackers }: { waitedSeconds: number; hasTrackers: boolean },
): string | null {
  if (waitedSeconds < PATIENCE_SECONDS || metadata.receivedBytes > 0) return null;
  if (metadata.connected > 0) {
    return 'These peers may be waiting for it themselves: it needs one that has the torrent.';
  }
  if (sumOfSources(metadata.found) > 0) {
    return 'None of the peers that were found answers. They may be offline, or hidden by a firewall.';
  }
  return hasTrackers
    ? 'Nobody is known to have this torrent: neither the trackers of the link nor anybody else named a peer.'
    : 'Nobody is known to have this torrent. The link names no tracker, so peers must come from the DHT or the local network.';
}
