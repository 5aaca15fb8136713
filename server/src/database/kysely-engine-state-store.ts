import type { ResumeState } from '../engine/index.ts';
import type { EngineStateRecord, EngineStateStore } from './engine-state-store.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import type { EngineStateTable } from './schema.ts';

export class KyselyEngineStateStore implements EngineStateStore {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async save(records: EngineStateRecord[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const record of records) {
        const { download_id, ...columns } = toRow(record);
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
    return row ? fromRow(row) : null;
  }

  async findAll(ids: readonly string[]): Promise<Map<string, ResumeState>> {
    const rows = await this.#database
      .selectFrom('engine_states')
      .selectAll()
      .where('download_id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [row.download_id, fromRow(row)]));
  }

  async delete(id: string): Promise<void> {
    await this.#database.deleteFrom('engine_states').where('download_id', '=', id).execute();
  }
}

function toRow({ id, resume }: EngineStateRecord): EngineStateTable {
  return {
    download_id: id,
    have: resume.have,
    files: JSON.stringify(resume.files),
    downloaded_bytes: resume.downloadedBytes,
    uploaded_bytes: resume.uploadedBytes,
    completed_at: resume.completedAt,
  };
}

function fromRow(row: EngineStateTable): ResumeState {
  return {
    have: row.have,
    files: JSON.parse(row.files) as ResumeState['files'],
    downloadedBytes: row.downloaded_bytes,
    uploadedBytes: row.uploaded_bytes,
    completedAt: row.completed_at,
  };
}
