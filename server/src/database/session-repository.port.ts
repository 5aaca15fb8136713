/** Browsers that are logged in. When one ends is decided from its times, not kept with it. */
export interface SessionRecord {
  id: string;
  /** SHA-256 of what the cookie says: what is kept here lets nobody in. */
  secretHash: string;
  accountId: string;
  /** Milliseconds since 1970, as the other times. */
  createdAt: number;
  /** True to the minute. */
  lastUsedAt: number;
  /** From where it was used last. */
  address: string;
  /** What the browser called itself. */
  userAgent: string;
}

/** A session with its account, in one look. */
export interface OwnedSession extends SessionRecord {
  accountName: string;
}

export interface SessionRepository {
  /** Only `most` stay: the ids of those that were not used for longest, and went for it. */
  insert(session: SessionRecord, most: number): Promise<string[]>;
  findBySecret(secretHash: string): Promise<OwnedSession | null>;
  /** The latest used first. */
  list(accountId: string): Promise<SessionRecord[]>;
  touch(id: string, lastUsedAt: number, address: string): Promise<void>;
  /** False where the account has none of this id. */
  delete(id: string, accountId: string): Promise<boolean>;
  /** The ids of those that went. */
  deleteAll(accountId: string, except?: string): Promise<string[]>;
  /** Those that were made or last used before these times. */
  deleteOld(createdBefore: number, lastUsedBefore: number): Promise<void>;
}

export const SESSION_REPOSITORY = Symbol('SessionRepository');
