/** The audit log's store: entries are added and grow old, and never change. */
export interface NewAuditRecord {
  /** Milliseconds since 1970. */
  at: number;
  accountId: string | null;
  accountName: string | null;
  via: 'session' | 'token' | null;
  credentialId: string | null;
  address: string;
  action: string;
  /** All of them: each is found by `target`. */
  targets: readonly string[];
  outcome: string;
  /** Must survive JSON. */
  details: Record<string, unknown> | null;
}

export interface AuditRecord extends Omit<NewAuditRecord, 'targets'> {
  /** Rises from entry to entry. */
  id: number;
  /** The first of them. */
  targets: string[];
  targetCount: number;
}

export interface AuditFilter {
  /** Ids below this one. */
  before?: number;
  /** Milliseconds since 1970: from this one on, and until the one before that one. */
  from?: number;
  to?: number;
  accountName?: string;
  action?: string;
  target?: string;
  outcome?: string;
}

export interface AuditRepository {
  add(records: readonly NewAuditRecord[]): Promise<void>;
  /** The newest first. */
  list(filter: AuditFilter, limit: number): Promise<AuditRecord[]>;
  /** Entries from before that time go, and the oldest beyond that number. */
  prune(olderThan: number, most: number): Promise<void>;
}

export const AUDIT_REPOSITORY = Symbol('AuditRepository');
