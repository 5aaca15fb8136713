import { randomUUID } from 'node:crypto';
import { occupiedPlaces } from './download-row.ts';
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
    const { id, marker } = await this.#database
      .selectFrom('volumes')
      .select(['id', 'marker'])
      .where('root_path', '=', rootPath)
      .executeTakeFirstOrThrow();
    return { id, rootPath, marker };
  }

  async list(): Promise<Volume[]> {
    const rows = await this.#database.selectFrom('volumes').selectAll().execute();
    return rows.map((row) => ({ id: row.id, rootPath: row.root_path, marker: row.marker }));
  }

  async setMarker(id: string, marker: string | null): Promise<void> {
    await this.#database.updateTable('volumes').set({ marker }).where('id', '=', id).execute();
  }

  async hasDownloads(id: string): Promise<boolean> {
    const first = await this.#database
      .selectFrom('downloads')
      .select('id')
      .where('volume_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    return first !== undefined || (await this.#isOnTheWayOf(id));
  }

  /** Few downloads have other places than the one where they belong. */
  async #isOnTheWayOf(id: string): Promise<boolean> {
    const rows = await this.#database
      .selectFrom('downloads')
      .select(['name', 'volume_id', 'relative_directory', 'renames', 'moving_from', 'staging'])
      .where((expression) =>
        expression.or([
          expression('moving_from', 'is not', null),
          expression('staging', 'is not', null),
        ]),
      )
      .execute();
    return rows.some((row) => occupiedPlaces(row).some(({ volumeId }) => volumeId === id));
  }
}
