/** Peers that a download is told of. */
export interface AddPeersRequest {
  /** `192.0.2.1:51413` or `[2001:db8::1]:51413`; no host names. */
  peers: string[];
}

/** Keeps an address or a network out of all downloads. */
export interface AddBanRequest {
  /** `192.0.2.1`, `192.0.2.0/24` or `2001:db8::/48`. */
  network: string;
  reason?: string;
}

/** `user`: of all downloads, until it is lifted. `bad-data`: of one download, which it sent wrong bytes. */
export const BAN_SOURCES = ['user', 'bad-data'] as const;
export type BanSource = (typeof BAN_SOURCES)[number];

export interface BanDto {
  id: string;
  network: string;
  source: BanSource;
  reason: string | null;
  /** The download that keeps it out; null for all of them. */
  downloadId: string | null;
  /** ISO 8601 UTC; null where it is not known. */
  createdAt: string | null;
}

export interface BansDto {
  /** The user's first, the oldest of them at the top; then those of downloads. */
  items: BanDto[];
}

export const MAX_ADDED_PEERS = 200;
export const MAX_BANS = 10_000;
/** Shorter prefixes would keep out whole parts of the internet by a slip. */
export const LEAST_BAN_PREFIX_BITS = { ipv4: 8, ipv6: 16 } as const;
