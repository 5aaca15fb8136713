/** Replaces the trackers of a download. */
export interface UpdateTrackersRequest {
  /** BEP 12 tiers in order of preference; http, https or udp. Empty for none. */
  tiers: string[][];
}

export const MAX_TRACKERS = 200;
export const MAX_TRACKER_URL_LENGTH = 2048;
