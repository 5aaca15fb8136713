import type { ShoalDatabase } from './open-database.ts';
import type { SettingRepository } from './setting-repository.port.ts';

export class KyselySettingRepository implements SettingRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async all(): Promise<Record<string, unknown>> {
    const rows = await this.#database.selectFrom('settings').selectAll().execute();
    return Object.fromEntries(rows.flatMap(({ name, value }) => readOrNothing(name, value)));
  }

  async save(values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const [name, content] of Object.entries(values)) {
        const value = JSON.stringify(content);
        await transaction
          .insertInto('settings')
          .values({ name, value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute();
      }
    });
  }
}

/** A setting that is damaged is as one that was never changed. */
function readOrNothing(name: string, value: string): [string, unknown][] {
  try {
    return [[name, JSON.parse(value)]];
  } catch {
    return [];
  }
}
