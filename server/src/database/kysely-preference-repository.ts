import type { ShoalDatabase } from './open-database.ts';
import type { PreferenceRepository } from './preference-repository.port.ts';

export class KyselyPreferenceRepository implements PreferenceRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async all(accountId: string): Promise<Map<string, string>> {
    const rows = await this.#database
      .selectFrom('preferences')
      .select(['name', 'value'])
      .where('account_id', '=', accountId)
      .orderBy('name')
      .execute();
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  async change(accountId: string, changes: ReadonlyMap<string, string | null>): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const [name, value] of changes) {
        if (value === null) {
          await transaction
            .deleteFrom('preferences')
            .where('account_id', '=', accountId)
            .where('name', '=', name)
            .execute();
        } else {
          await transaction
            .insertInto('preferences')
            .values({ account_id: accountId, name, value })
            .onConflict((conflict) =>
              conflict.columns(['account_id', 'name']).doUpdateSet({ value }),
            )
            .execute();
        }
      }
    });
  }
}
