import type { EngineMemory, EngineMemoryName } from './engine-memory.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import { rowChecksum } from './row-checksum.ts';

export class KyselyEngineMemory implements EngineMemory {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async find(name: EngineMemoryName): Promise<Uint8Array | null> {
    const row = await this.#database
      .selectFrom('engine_memory')
      .select(['value', 'checksum'])
      .where('name', '=', name)
      .executeTakeFirst();
    if (!row || rowChecksum({ name, value: row.value }) !== row.checksum) return null;
    return row.value;
  }

  async save(name: EngineMemoryName, value: Uint8Array): Promise<void> {
    const changes = { value, saved_at: Date.now(), checksum: rowChecksum({ name, value }) };
    await this.#database
      .insertInto('engine_memory')
      .values({ name, ...changes })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(changes))
      .execute();
  }
}
