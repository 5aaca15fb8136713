/** The audit log: who changed what, and from where. */
import type { ProblemCode } from './problem-codes.js';

/** Targets that an entry names; `targetCount` counts them all. */
export const MOST_AUDIT_TARGETS_SHOWN = 20;
export const LARGEST_AUDIT_PAGE = 500;

export interface AuditAccountDto {
  /** Null where a name was given that no account has. */
  id: string | null;
  name: string;
}

export interface AuditEntryDto {
  /** Rises from entry to entry. */
  id: string;
  at: string;
  /** Null where nobody was known, as at the setup. */
  account: AuditAccountDto | null;
  /** By what the caller proved who it is; null where it was by its password, or not at all. */
  via: 'session' | 'token' | null;
  /** Id of that session or token. */
  credentialId: string | null;
  /** Where it came from. */
  address: string;
  /** The operation, by its name in the OpenAPI document. */
  action: string;
  /** What it was done to, by ids or names: the first of them. */
  targets: string[];
  targetCount: number;
  /** `ok`, or the code of the problem that it ended with. */
  outcome: 'ok' | ProblemCode;
  /** The fields of the request, without secrets and shortened; null where there were none. */
  details: Record<string, unknown> | null;
}

/** The newest first. */
export interface AuditListDto {
  entries: AuditEntryDto[];
  /** Asks for the page behind this one; null where there is none. */
  nextCursor: string | null;
}

export interface AuditListQuery {
  limit?: number;
  cursor?: string;
  /** ISO 8601, the time itself included. */
  from?: string;
  /** ISO 8601, the time itself not included. */
  to?: string;
  /** Name of the account. */
  account?: string;
  action?: string;
  /** Id of a download, or of whatever else was changed. */
  target?: string;
  outcome?: 'ok' | ProblemCode;
}
