/** Replaces the trackers of a download. */
export interface UpdateTrackersRequest {
  /** BEP 12 tiers in order of preference; http, https or udp. Empty for none. */
  tiers: string[][];
}

/** Adds trackers to those that a download has. */
export interface AddTrackersRequest {
  /** http, https or udp. What is there already stays where it is. */
  urls: string[];
  /** The tier that they join, from 0; a new one behind all others where it is left out or there is none of this number. */
  tier?: number;
}

/** Gives a tracker of a download another address, another tier, or both. */
export interface EditTrackerRequest {
  /** The tracker, as the download has it. */
  url: string;
  newUrl?: string;
  /** As in `AddTrackersRequest`. Tiers that become empty go. */
  tier?: number;
}

/** One tracker of a download. */
export interface TrackerQuery {
  url: string;
}

/** Changes the addresses of trackers of many downloads. */
export interface ReplaceTrackersRequest {
  /** Part of an address, letter for letter: a host, a passkey, or the whole. */
  find: string;
  /** What stands in its place; null removes the trackers that have it. */
  replace: string | null;
  /** Only in these downloads; in all where it is left out. */
  ids?: string[];
  /** Only tells what would change. */
  dryRun?: boolean;
}

export interface TrackerReplacementDto {
  /** Of the download. */
  id: string;
  ok: boolean;
  /** The trackers that changed, or would: `to` is null where one is removed. */
  changes: { from: string; to: string | null }[];
  /** Where it is not ok: a problem code, and a sentence. */
  code?: string;
  detail?: string;
}

export interface TrackerReplacementsDto {
  /** Of the downloads that have such a tracker, and of those that were named and do not exist. */
  results: TrackerReplacementDto[];
}

/** The trackers of one host, over all downloads. */
export interface TrackerHostDto {
  /** With its port where the addresses name one; empty for addresses that are none. */
  host: string;
  /** Downloads that have a tracker there. */
  downloads: number;
  /** Trackers of downloads there, by their state. */
  working: number;
  announcing: number;
  idle: number;
  error: number;
  disabled: number;
  /** What one of them said that failed, the one that failed last. */
  message: string | null;
  /** ISO 8601 UTC. */
  lastAnnounceAt: string | null;
}

export interface TrackerHostsDto {
  /** Those with the most downloads first. */
  items: TrackerHostDto[];
}

export const MAX_TRACKERS = 200;
export const MAX_TRACKER_URL_LENGTH = 2048;
/** Downloads of one call. */
export const MAX_TRACKER_DOWNLOADS = 10_000;
