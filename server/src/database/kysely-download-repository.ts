import {
  QUEUE_KEY_STEP,
  type AddedBy,
  type ContentPlace,
  type DownloadPlaceRecord,
  type DownloadRecord,
  type DownloadRecordChanges,
  type DownloadRepository,
  type NewDownloadRecord,
  type OverlappingDownload,
  type QueueKey,
  type WholeDownloadRecord,
} from './download-repository.port.ts';
import {
  ancestors,
  contentPath,
  doOverlap,
  fromRow,
  occupiedPlaces,
  placeColumns,
  toChangedColumns,
  toRow,
} from './download-row.ts';
import type { ShoalDatabase } from './open-database.ts';
import { QueuePlaces } from './queue-places.ts';

export class KyselyDownloadRepository implements DownloadRepository {
  readonly #database: ShoalDatabase;
  /** Read when they are needed: this process alone writes to the database. */
  #places: Promise<QueuePlaces> | null = null;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async insert(record: NewDownloadRecord, place: 'top' | 'bottom'): Promise<DownloadRecord | null> {
    const queueKey = await this.#database.transaction().execute(async (transaction) => {
      const { edge } = await transaction
        .selectFrom('downloads')
        .select(({ fn }) => fn[place === 'top' ? 'min' : 'max']('queue_key').as('edge'))
        .executeTakeFirstOrThrow();
      const key = (edge ?? 0) + (place === 'top' ? -QUEUE_KEY_STEP : QUEUE_KEY_STEP);
      const result = await transaction
        .insertInto('downloads')
        .values({ ...toRow(record), queue_key: key })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n ? key : null;
    });
    if (queueKey === null) return null;
    const places = await this.#queuePlaces();
    places.add(queueKey);
    return { ...record, queueKey, queuePosition: places.placeOf(queueKey) };
  }

  async find(id: string): Promise<DownloadRecord | null> {
    const row = await this.#rows().where('downloads.id', '=', id).executeTakeFirst();
    return row ? fromRow(row, (await this.#queuePlaces()).placeOf(row.queue_key)) : null;
  }

  async findAll(
    ids: readonly string[],
  ): Promise<Map<string, Omit<DownloadRecord, 'queuePosition'>>> {
    const rows = await this.#rows().where('downloads.id', 'in', ids).execute();
    return new Map(
      rows.map((row) => {
        const { queuePosition: _place, ...record } = fromRow(row, 0);
        return [row.id, record];
      }),
    );
  }

  async list(): Promise<DownloadRecord[]> {
    const rows = await this.#rows().orderBy('queue_key').orderBy('downloads.id').execute();
    return rows.map((row, index) => fromRow(row, index + 1));
  }

  async queue(): Promise<QueueKey[]> {
    return this.#database
      .selectFrom('downloads')
      .select(['id', 'queue_key as queueKey'])
      .orderBy('queue_key')
      .orderBy('id')
      .execute();
  }

  async setQueueKeys(keys: readonly QueueKey[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const { id, queueKey } of keys) {
        await transaction
          .updateTable('downloads')
          .set({ queue_key: queueKey })
          .where('id', '=', id)
          .execute();
      }
    });
    this.#places = null;
  }

  async update(id: string, changes: DownloadRecordChanges): Promise<void> {
    const row = toChangedColumns(changes);
    if (Object.keys(row).length === 0) return;
    await this.#database.updateTable('downloads').set(row).where('id', '=', id).execute();
  }

  async updateAll(changes: ReadonlyMap<string, DownloadRecordChanges>): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const [id, change] of changes) {
        const row = toChangedColumns(change);
        if (Object.keys(row).length === 0) continue;
        await transaction.updateTable('downloads').set(row).where('id', '=', id).execute();
      }
    });
  }

  async setPlace(id: string, place: DownloadPlaceRecord): Promise<void> {
    const columns = placeColumns(place);
    await this.#database.updateTable('downloads').set(columns).where('id', '=', id).execute();
  }

  async setWhole(id: string, whole: WholeDownloadRecord): Promise<void> {
    const priorities = JSON.stringify(whole.priorities);
    await this.#database
      .updateTable('downloads')
      .set({ ...placeColumns(whole), priorities, awaits_metadata: 0 })
      .where('id', '=', id)
      .execute();
  }

  async rewrite(record: NewDownloadRecord): Promise<void> {
    await this.#database
      .updateTable('downloads')
      .set(toRow(record))
      .where('id', '=', record.id)
      .execute();
  }

  delete(id: string): Promise<void> {
    return this.deleteAll([id]);
  }

  async deleteAll(ids: readonly string[]): Promise<void> {
    const rows = await this.#database
      .deleteFrom('downloads')
      .where('id', 'in', ids)
      .returning('queue_key')
      .execute();
    const places = await this.#queuePlaces();
    for (const { queue_key: key } of rows) places.remove(key);
  }

  async adopt({ id }: AddedBy): Promise<void> {
    await this.#database
      .updateTable('downloads')
      .set({ added_by: id })
      .where('added_by', 'is', null)
      .execute();
  }

  async findOverlapping(content: ContentPlace): Promise<OverlappingDownload[]> {
    const path = contentPath(content);
    const rows = await this.#database
      .selectFrom('downloads')
      .select([
        'id',
        'name',
        'volume_id',
        'relative_directory',
        'renames',
        'moving_from',
        'staging',
      ])
      // Those have no files yet.
      .where('awaits_metadata', '=', 0)
      .where((expression) =>
        expression.or([
          expression.and([
            expression('volume_id', '=', content.volumeId),
            expression.or([
              expression('content_path', 'in', [path, ...ancestors(path)]),
              // `0` follows `/` in ASCII, so that this range is everything that begins with `path/`.
              expression.and([
                expression('content_path', '>', `${path}/`),
                expression('content_path', '<', `${path}0`),
              ]),
            ]),
          ]),
          // Few are on the move; their other places are looked at below.
          expression('moving_from', 'is not', null),
          expression('staging', 'is not', null),
        ]),
      )
      .execute();
    return rows
      .map((row) => ({ id: row.id, name: row.name, places: occupiedPlaces(row) }))
      .filter(({ places }) => places.some((place) => doOverlap(place, content)));
  }

  /** With the names of those who added them. */
  #rows() {
    return this.#database
      .selectFrom('downloads')
      .leftJoin('accounts', 'accounts.id', 'downloads.added_by')
      .selectAll('downloads')
      .select('accounts.name as added_by_name');
  }

  #queuePlaces(): Promise<QueuePlaces> {
    this.#places ??= this.queue().then(
      (keys) => new QueuePlaces(keys.map(({ queueKey }) => queueKey)),
    );
    return this.#places;
  }
}
