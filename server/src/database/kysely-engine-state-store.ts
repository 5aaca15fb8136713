import type { ResumeState } from '../engine/index.ts';
import { engineStateRow, resumeOfRow } from './engine-state-row.ts';
import type { EngineStateRecord, EngineStateStore } from './engine-state-store.port.ts';
import type { ShoalDatabase } from './open-database.ts';

export class KyselyEngineStateStore implements EngineStateStore {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async save(records: EngineStateRecord[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const { id, resume } of records) {
        const { download_id, ...columns } = engineStateRow(id, resume);
        await transaction
          .insertInto('engine_states')
          .values({ download_id, ...columns })
          .onConflict((conflict) => conflict.column('download_id').doUpdateSet(columns))
          .execute();
      }
    });
  }

  async find(id: string): Promise<ResumeState | null> {
    const row = await this.#database
      .selectFrom('engine_states')
      .selectAll()
      .where('download_id', '=', id)
      .executeTakeFirst();
    return row ? resumeOfRow(row) : null;
  }

  async findAll(ids: readonly string[]): Promise<Map<string, ResumeState>> {
    const rows = await this.#database
      .selectFrom('engine_states')
      .selectAll()
      .where('download_id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [row.download_id, resumeOfRow(row)]));
  }

  async delete(id: string): Promise<void> {
    await this.#database.deleteFrom('engine_states').where('download_id', '=', id).execute();
  }
}
