/**
 * The audit log: AuditInterceptor records every request that changes something. Invariant: what is recorded never delays or fails what it tells of: entries wait in memory for a
 * moment and are written together; those that cannot be written are told in the server's log.
 */
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  AUDIT_REPOSITORY,
  type AuditFilter,
  type AuditRecord,
  type AuditRepository,
  type NewAuditRecord,
} from '../database/audit-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import { auditDetails } from './audit-details.ts';

/** A crash costs the entries of this time. */
const WRITE_DELAY_MS = 250;
/** While the disk does not answer. */
const MOST_WAITING = 10_000;
const MOST_ENTRIES = 100_000;
const ENTRIES_BETWEEN_PRUNES = 1_000;
const DAY_MS = 86_400_000;

export interface AuditEntry {
  /** The operation, by its name in the OpenAPI document. */
  action: string;
  /** `id` null where a name was given that no account has. */
  account: { id: string | null; name: string } | null;
  via?: 'session' | 'token';
  credentialId?: string;
  address: string;
  /** Ids or names of what it was done to. */
  targets?: readonly string[];
  outcome: 'ok' | ProblemCode;
  /** Secrets in it are left out by the names of their fields, long values are cut. */
  details?: Record<string, unknown>;
}

@Injectable()
export class AuditService implements BeforeApplicationShutdown {
  #waiting: NewAuditRecord[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #writtenSincePrune = ENTRIES_BETWEEN_PRUNES;
  #prunedAt = 0;

  constructor(
    @Inject(AUDIT_REPOSITORY) private readonly repository: AuditRepository,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'auditDays'>,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns at once, and never throws. */
  record({ account, via, credentialId, targets = [], details = {}, ...entry }: AuditEntry): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.logger.error('audit entry lost: too many wait to be written', { action: entry.action });
      return;
    }
    this.#waiting.push({
      ...entry,
      at: Date.now(),
      accountId: account?.id ?? null,
      accountName: account?.name ?? null,
      via: via ?? null,
      credentialId: credentialId ?? null,
      targets,
      details: auditDetails(details),
    });
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_DELAY_MS).unref();
  }

  /** What was recorded until now is found. */
  async list(filter: AuditFilter, limit: number): Promise<AuditRecord[]> {
    await this.flush();
    return this.repository.list(filter, limit);
  }

  /** Writes what waits, after what is being written. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const records = this.#waiting;
    this.#waiting = [];
    if (records.length > 0) this.#writing = this.#writing.then(() => this.#write(records));
    return this.#writing;
  }

  /** Requests that are under way after this are written by the last flush of the timer, or told by the log. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  async #write(records: readonly NewAuditRecord[]): Promise<void> {
    try {
      await this.repository.add(records);
      this.#writtenSincePrune += records.length;
      await this.#prune();
    } catch (error) {
      const actions = [...new Set(records.map(({ action }) => action))].slice(0, 10);
      this.logger.error('audit entries not written', {
        entries: records.length,
        actions: actions.join(' '),
        error: String(error),
      });
    }
  }

  async #prune(): Promise<void> {
    const now = Date.now();
    const isDue = Math.abs(now - this.#prunedAt) >= DAY_MS;
    if (!isDue && this.#writtenSincePrune < ENTRIES_BETWEEN_PRUNES) return;
    this.#writtenSincePrune = 0;
    this.#prunedAt = now;
    await this.repository.prune(now - this.config.auditDays * DAY_MS, MOST_ENTRIES);
  }
}
