import type { Selectable } from 'kysely';
import { MOST_AUDIT_TARGETS_SHOWN } from '@shared/dto/audit.js';
import type {
  AuditFilter,
  AuditRecord,
  AuditRepository,
  NewAuditRecord,
} from './audit-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import { RowReader, isText, listOf, valueOf } from './row-reader.ts';
import type { AuditEntryTable } from './schema.ts';

/** Bound values of one statement are limited, to 32,766 in SQLite. */
const TARGETS_PER_STATEMENT = 1_000;

export class KyselyAuditRepository implements AuditRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async add(records: readonly NewAuditRecord[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const record of records) {
        const { id } = await transaction
          .insertInto('audit_entries')
          .values(toRow(record))
          .returning('id')
          .executeTakeFirstOrThrow();
        const targets = [...new Set(record.targets)];
        for (let i = 0; i < targets.length; i += TARGETS_PER_STATEMENT) {
          const part = targets.slice(i, i + TARGETS_PER_STATEMENT);
          const rows = part.map((target) => ({ target, entry_id: id }));
          await transaction.insertInto('audit_targets').values(rows).execute();
        }
      }
    });
  }

  async list(filter: AuditFilter, limit: number): Promise<AuditRecord[]> {
    let query = this.#database.selectFrom('audit_entries').selectAll();
    const { before, from, to, accountName, action, target, outcome } = filter;
    if (before !== undefined) query = query.where('id', '<', before);
    if (from !== undefined) query = query.where('at', '>=', from);
    if (to !== undefined) query = query.where('at', '<', to);
    if (accountName !== undefined) query = query.where('account_name', '=', accountName);
    if (action !== undefined) query = query.where('action', '=', action);
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (target !== undefined) {
      query = query.where('id', 'in', (select) =>
        select.selectFrom('audit_targets').select('entry_id').where('target', '=', target),
      );
    }
    const rows = await query.orderBy('id', 'desc').limit(limit).execute();
    return rows.map(toRecord);
  }

  async prune(olderThan: number, most: number): Promise<void> {
    const { newest } = await this.#database
      .selectFrom('audit_entries')
      .select(({ fn }) => fn.max('id').as('newest'))
      .executeTakeFirstOrThrow();
    if (newest === null) return;
    await this.#database.transaction().execute(async (transaction) => {
      const old = transaction
        .selectFrom('audit_entries')
        .select('id')
        .where((row) => row.or([row('at', '<', olderThan), row('id', '<=', newest - most)]));
      await transaction.deleteFrom('audit_targets').where('entry_id', 'in', old).execute();
      await transaction.deleteFrom('audit_entries').where('id', 'in', old).execute();
    });
  }
}

function toRow(record: NewAuditRecord) {
  return {
    at: record.at,
    account_id: record.accountId,
    account_name: record.accountName,
    via: record.via,
    credential_id: record.credentialId,
    address: record.address,
    action: record.action,
    targets: JSON.stringify(record.targets.slice(0, MOST_AUDIT_TARGETS_SHOWN)),
    target_count: record.targets.length,
    outcome: record.outcome,
    details: record.details && JSON.stringify(record.details),
  };
}

/** What is damaged is left out: the rest of the entry still says what happened. */
function toRecord(row: Selectable<AuditEntryTable>): AuditRecord {
  const reader = new RowReader();
  return {
    id: row.id,
    at: row.at,
    accountId: row.account_id,
    accountName: row.account_name,
    via: row.via === 'session' || row.via === 'token' ? row.via : null,
    credentialId: row.credential_id,
    address: row.address,
    action: row.action,
    targets: reader.read('targets', () => listOf(row.targets, isText), []),
    targetCount: row.target_count,
    outcome: row.outcome,
    details: reader.readOrNull('details', row.details, (text) => valueOf(text, isObject)),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
