/** Addresses and networks that the user keeps out of all downloads. */
export interface BanRecord {
  id: string;
  /** An address, or a network in CIDR notation, in its one spelling. */
  network: string;
  reason: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export interface BanRepository {
  /** The oldest first. */
  list(): Promise<BanRecord[]>;
  /** Where the network is banned already that ban gets the new reason, and is given back. */
  save(ban: BanRecord): Promise<BanRecord>;
  /** False where there is none of this id. */
  delete(id: string): Promise<boolean>;
}

export const BAN_REPOSITORY = Symbol('BanRepository');
