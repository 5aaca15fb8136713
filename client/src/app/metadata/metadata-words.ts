/**
 * How the way to a magnet's metadata is told: what is known, never more hope than there is. Pure. A stage says
 * what happens now; figures stand beside it, so that a screen reader hears of stages only.
 */
import type { DownloadDto, MetadataProgressDto } from '@shared/dto/download.js';
import { formatBytes, formatCount } from '../ui/format';
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
  if (metadata.receivedBytes > 0) return $localize`Receiving the metadata`;
  if (metadata.givers > 0) return $localize`Asking for the metadata`;
  if (metadata.connected > 0) return $localize`Connected, but nobody has the metadata yet`;
  return sumOfSources(metadata.found) > 0
    ? $localize`Trying to reach peers`
    : $localize`Looking for peers`;
}

/** `12 peers found (8 DHT, 4 tracker), 3 connected, 2 have the metadata`. */
export function describeFinds({ found, connected, givers }: MetadataProgressDto): string {
  const sum = sumOfSources(found);
  if (sum === 0 && connected === 0) return $localize`No peer found so far`;
  const parts = [
    ...(sum > 0
      ? [$localize`${peersFound(sum)}:peers found: (${formatSources(found)}:sources:)`]
      : []),
    $localize`${formatCount(connected)}:count: connected`,
  ];
  if (givers === 1) parts.push($localize`1 has the metadata`);
  else if (givers > 1) parts.push($localize`${formatCount(givers)}:count: have the metadata`);
  return parts.join(', ');
}

function peersFound(count: number): string {
  return count === 1
    ? $localize`1 peer found`
    : $localize`${formatCount(count)}:count: peers found`;
}

/** `48.0 KiB of 120 KiB`, or nothing while nobody told the size. */
export function describeAmount({ totalBytes, receivedBytes }: MetadataProgressDto): string {
  if (!totalBytes) return '';
  const [received, total] = [formatBytes(receivedBytes), formatBytes(totalBytes)];
  return $localize`${received}:received: of ${total}:total:`;
}

/** In a few words, for the row of a magnet in the list. */
export function describeBriefly({ state, metadata }: MagnetRow): string {
  if (metadata === null) return '';
  if (state !== 'metadata') return $localize`No metadata yet`;
  if (metadata.receivedBytes > 0 && metadata.totalBytes) return describeAmount(metadata);
  const { connected, found } = metadata;
  if (connected === 1) return $localize`1 peer connected`;
  if (connected > 1) return $localize`${formatCount(connected)}:count: peers connected`;
  const sum = sumOfSources(found);
  return sum > 0 ? peersFound(sum) : $localize`Looking for peers`;
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
    return $localize`These peers may be waiting for it themselves: it needs one that has the torrent.`;
  }
  if (sumOfSources(metadata.found) > 0) {
    return $localize`None of the peers that were found answers. They may be offline, or hidden by a firewall.`;
  }
  return hasTrackers
    ? $localize`Nobody is known to have this torrent: neither the trackers of the link nor anybody else named a peer.`
    : $localize`Nobody is known to have this torrent. The link names no tracker, so peers must come from the DHT or the local network.`;
}
