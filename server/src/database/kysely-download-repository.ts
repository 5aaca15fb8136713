import type { Selectable } from 'kysely';
import {
  QUEUE_KEY_STEP,
  type ContentPlace,
  type DownloadRecord,
  type DownloadRecordChanges,
  type DownloadRepository,
  type NewDownloadRecord,
  type QueueKey,
  type WantedState,
} from './download-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import { QueuePlaces } from './queue-places.ts';
import type { DownloadTable } from './schema.ts';

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
    const row = await this.#database
      .selectFrom('downloads')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? fromRow(row, (await this.#queuePlaces()).placeOf(row.queue_key)) : null;
  }

  async findAll(
    ids: readonly string[],
  ): Promise<Map<string, Omit<DownloadRecord, 'queuePosition'>>> {
    const rows = await this.#database
      .selectFrom('downloads')
      .selectAll()
      .where('id', 'in', ids)
      .execute();
    return new Map(
      rows.map((row) => {
        const { queuePosition: _place, ...record } = fromRow(row, 0);
        return [row.id, record];
      }),
    );
  }

  async list(): Promise<DownloadRecord[]> {
    const rows = await this.#database
      .selectFrom('downloads')
      .selectAll()
      .orderBy('queue_key')
      .orderBy('id')
      .execute();
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

  async delete(id: string): Promise<void> {
    const row = await this.#database
      .deleteFrom('downloads')
      .where('id', '=', id)
      .returning('queue_key')
      .executeTakeFirst();
    if (row) (await this.#queuePlaces()).remove(row.queue_key);
  }

  async findOverlapping(content: ContentPlace): Promise<(ContentPlace & { id: string })[]> {
    const path = contentPath(content);
    return this.#database
      .selectFrom('downloads')
      .select(['id', 'name', 'volume_id as volumeId', 'relative_directory as relativeDirectory'])
      .where('volume_id', '=', content.volumeId)
      .where((expression) =>
        expression.or([
          expression('content_path', 'in', [path, ...ancestors(path)]),
          // `0` follows `/` in ASCII, so that this range is everything that begins with `path/`.
          expression.and([
            expression('content_path', '>', `${path}/`),
            expression('content_path', '<', `${path}0`),
          ]),
        ]),
      )
      .execute();
  }

  #queuePlaces(): Promise<QueuePlaces> {
    this.#places ??= this.queue().then(
      (keys) => new QueuePlaces(keys.map(({ queueKey }) => queueKey)),
    );
    return this.#places;
  }
}

function contentPath({ relativeDirectory, name }: Omit<ContentPlace, 'volumeId'>): string {
  return relativeDirectory === '' ? name : `${relativeDirectory}/${name}`;
}

/** `a/b/c` has `a` and `a/b` above it. */
function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function toRow(record: NewDownloadRecord): Omit<DownloadTable, 'queue_key'> {
  return {
    id: record.id,
    name: record.name,
    volume_id: record.volumeId,
    relative_directory: record.relativeDirectory,
    content_path: contentPath(record),
    wanted_state: record.wantedState,
    sequential: record.sequential ? 1 : 0,
    first_last_pieces: record.firstLastPieces ? 1 : 0,
    super_seeding: record.superSeeding ? 1 : 0,
    priorities: JSON.stringify(record.priorities),
    tags: JSON.stringify(record.tags),
    category: record.category,
    trackers: record.trackers && JSON.stringify(record.trackers),
    force_start: record.forceStart ? 1 : 0,
    added_at: record.addedAt,
    download_limit: record.downloadLimit,
    upload_limit: record.uploadLimit,
  };
}

function toChangedColumns(changes: DownloadRecordChanges): Partial<DownloadTable> {
  const row: Partial<DownloadTable> = {};
  if (changes.wantedState !== undefined) row.wanted_state = changes.wantedState;
  if (changes.sequential !== undefined) row.sequential = changes.sequential ? 1 : 0;
  if (changes.forceStart !== undefined) row.force_start = changes.forceStart ? 1 : 0;
  if (changes.firstLastPieces !== undefined) {
    row.first_last_pieces = changes.firstLastPieces ? 1 : 0;
  }
  if (changes.superSeeding !== undefined) row.super_seeding = changes.superSeeding ? 1 : 0;
  if (changes.priorities !== undefined) row.priorities = JSON.stringify(changes.priorities);
  if (changes.tags !== undefined) row.tags = JSON.stringify(changes.tags);
  if (changes.category !== undefined) row.category = changes.category;
  if (changes.trackers !== undefined) {
    row.trackers = changes.trackers && JSON.stringify(changes.trackers);
  }
  if (changes.downloadLimit !== undefined) row.download_limit = changes.downloadLimit;
  if (changes.uploadLimit !== undefined) row.upload_limit = changes.uploadLimit;
  return row;
}

function fromRow(row: Selectable<DownloadTable>, queuePosition: number): DownloadRecord {
  return {
    id: row.id,
    name: row.name,
    volumeId: row.volume_id,
    relativeDirectory: row.relative_directory,
    wantedState: row.wanted_state as WantedState,
    sequential: row.sequential === 1,
    firstLastPieces: row.first_last_pieces === 1,
    superSeeding: row.super_seeding === 1,
    priorities: JSON.parse(row.priorities) as DownloadRecord['priorities'],
    tags: JSON.parse(row.tags) as string[],
    category: row.category,
    trackers: row.trackers === null ? null : (JSON.parse(row.trackers) as string[][]),
    forceStart: row.force_start === 1,
    queueKey: row.queue_key,
    queuePosition,
    addedAt: row.added_at,
    downloadLimit: row.download_limit,
    uploadLimit: row.upload_limit,
  };
}
