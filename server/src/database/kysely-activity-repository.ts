import type { ActivityKind } from '@shared/dto/activity.js';
import type {
  ActivityFilter,
  ActivityRecord,
  ActivityRepository,
  NewActivity,
} from './activity-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import type { ActivityTable } from './schema.ts';
import { type Selectable, sql } from 'kysely';

/** Named here, since tools that run this as it is cannot follow the alias. */
const KINDS: readonly ActivityKind[] = ['added', 'completed', 'removed', 'error', 'recovered'];
/** SQLite takes 32,766 values in a statement. */
const ROWS_PER_STATEMENT = 1_000;

export class KyselyActivityRepository implements ActivityRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async add(entries: readonly NewActivity[]): Promise<void> {
    const rows = entries.map(({ downloadId, details, ...entry }) => ({
      ...entry,
      download_id: downloadId,
      details: details && JSON.stringify(details),
    }));
    await this.#database.transaction().execute(async (transaction) => {
      for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
        const values = rows.slice(start, start + ROWS_PER_STATEMENT);
        await transaction.insertInto('activity').values(values).execute();
      }
    });
  }

  async list({
    before,
    downloadId,
    kind,
    search,
    limit,
  }: ActivityFilter): Promise<ActivityRecord[]> {
    let query = this.#database.selectFrom('activity').selectAll();
    if (before !== undefined) query = query.where('id', '<', before);
    if (downloadId !== undefined) query = query.where('download_id', '=', downloadId);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (search !== undefined) {
      const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
      query = query.where(sql<boolean>`name like ${pattern} escape '\\'`);
    }
    const rows = await query.orderBy('id', 'desc').limit(limit).execute();
    return rows.flatMap(toRecord);
  }

  async lastNameOf(downloadId: string): Promise<string | null> {
    const row = await this.#database
      .selectFrom('activity')
      .select('name')
      .where('download_id', '=', downloadId)
      .where('name', 'is not', null)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.name ?? null;
  }

  async prune(before: number, count: number): Promise<void> {
    const newestToGo = await this.#database
      .selectFrom('activity')
      .select('id')
      .orderBy('id', 'desc')
      .offset(count)
      .limit(1)
      .executeTakeFirst();
    await this.#database
      .deleteFrom('activity')
      .where((where) =>
        where.or([where('at', '<', before), where('id', '<=', newestToGo?.id ?? 0)]),
      )
      .execute();
  }
}

/** Of an entry that is damaged the rest is still worth reading; one of an unknown kind is not shown. */
function toRecord({
  kind: kindText,
  download_id: downloadId,
  details,
  ...row
}: Selectable<ActivityTable>): ActivityRecord[] {
  const kind = KINDS.find((known) => known === kindText);
  return kind ? [{ ...row, kind, downloadId, details: readDetails(details) }] : [];
}

function readDetails(text: string | null): Record<string, unknown> | null {
  try {
    return text === null ? null : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return null;
  }
}
