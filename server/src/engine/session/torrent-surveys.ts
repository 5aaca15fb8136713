/** Questions about all torrents of a session, or those that are named. */
import type { BannedPeer, TrackerHostStatus, TrackerTiersOf } from '../core/messages.ts';
import { TrackerTally } from '../tracker/index.ts';

/** A torrent or a magnet, as far as it is asked. */
export interface SurveyedDownload {
  readonly id: string;
  readonly bannedAddresses: readonly string[];
  readonly trackerTiers: readonly (readonly string[])[];
  tallyTrackers(tally: TrackerTally): void;
}

type Torrents = ReadonlyMap<string, SurveyedDownload>;

export function bannedPeersOf(torrents: Torrents): BannedPeer[] {
  return [...torrents.values()].flatMap(({ id, bannedAddresses }) =>
    bannedAddresses.map((address) => ({ downloadId: id, address })),
  );
}

export function trackerHostsOf(torrents: Torrents): TrackerHostStatus[] {
  const tally = new TrackerTally();
  for (const torrent of torrents.values()) torrent.tallyTrackers(tally);
  return tally.hosts();
}

/** Those with the text in an address; an empty text is in all. */
export function trackersWith(
  text: string,
  torrents: Torrents,
  ids: Iterable<string>,
): TrackerTiersOf[] {
  return [...ids]
    .map((id) => torrents.get(id))
    .filter((torrent) => torrent !== undefined)
    .filter(
      ({ trackerTiers }) => text === '' || trackerTiers.flat().some((url) => url.includes(text)),
    )
    .map(({ id, trackerTiers }) => ({ id, tiers: trackerTiers.map((tier) => [...tier]) }));
}
