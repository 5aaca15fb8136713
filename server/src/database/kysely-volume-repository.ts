import { randomUUID } from 'node:crypto';
import type { ShoalDatabase } from './open-database.ts';
import type { Volume, VolumeRepository } from './volume-repository.port.ts';

export class KyselyVolumeRepository implements VolumeRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async ensure(rootPath: string): Promise<Volume> {
    await this.#database
      .insertInto('volumes')
      .values({ id: randomUUID(), root_path: rootPath })
      .onConflict((conflict) => conflict.column('root_path').doNothing())
      .execute();
    const { id } = await this.#database
      .selectFrom('volumes')
      .select('id')
      .where('root_path', '=', rootPath)
      .executeTakeFirstOrThrow();
    return { id, rootPath };
  }

  async list(): Promise<Volume[]> {
    const rows = await this.#database.selectFrom('volumes').selectAll().execute();
    return rows.map((row) => ({ id: row.id, rootPath: row.root_path }));
  }
}
