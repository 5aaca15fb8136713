import type { BanRecord, BanRepository } from './ban-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import type { BanTable } from './schema.ts';

export class KyselyBanRepository implements BanRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async list(): Promise<BanRecord[]> {
    const rows = await this.#database
      .selectFrom('bans')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(fromRow);
  }

  async save({ id, network, reason, createdAt }: BanRecord): Promise<BanRecord> {
    const row = await this.#database
      .insertInto('bans')
      .values({ id, network, reason, created_at: createdAt })
      .onConflict((conflict) => conflict.column('network').doUpdateSet({ reason }))
      .returningAll()
      .executeTakeFirstOrThrow();
    return fromRow(row);
  }

  async delete(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database
      .deleteFrom('bans')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function fromRow(row: BanTable): BanRecord {
  return { id: row.id, network: row.network, reason: row.reason, createdAt: row.created_at };
}
