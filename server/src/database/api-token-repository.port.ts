/** Credentials of programs. */
import type { Scope } from '@shared/dto/auth.js';

export interface ApiTokenRecord {
  id: string;
  /** SHA-256 of the token: what is kept here lets nobody in. */
  secretHash: string;
  accountId: string;
  name: string;
  scope: Scope;
  /** Milliseconds since 1970, as the other times. */
  createdAt: number;
  /** True to the minute; null where it was never used. */
  lastUsedAt: number | null;
  /** Null where it never ends. */
  expiresAt: number | null;
}

/** A token with its account, in one look. */
export interface OwnedApiToken extends ApiTokenRecord {
  accountName: string;
}

export interface ApiTokenRepository {
  /** False where the account has `most` already: then nothing is written. */
  insert(token: ApiTokenRecord, most: number): Promise<boolean>;
  findBySecret(secretHash: string): Promise<OwnedApiToken | null>;
  /** In the order that they were made in. */
  list(accountId: string): Promise<ApiTokenRecord[]>;
  touch(id: string, lastUsedAt: number): Promise<void>;
  /** False where the account has none of this id. */
  delete(id: string, accountId: string): Promise<boolean>;
}

export const API_TOKEN_REPOSITORY = Symbol('ApiTokenRepository');
