import type { Selectable } from 'kysely';
import type {
  ContentPlace,
  DownloadRecord,
  DownloadRecordChanges,
  DownloadRepository,
  NewDownloadRecord,
  WantedState,
} from './download-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import type { DownloadTable } from './schema.ts';

export class KyselyDownloadRepository implements DownloadRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async insert(record: NewDownloadRecord): Promise<boolean> {
    return this.#database.transaction().execute(async (transaction) => {
      const { last } = await transaction
        .selectFrom('downloads')
        .select((expression) => expression.fn.max('position').as('last'))
        .executeTakeFirstOrThrow();
      const result = await transaction
        .insertInto('downloads')
        .values({ ...toRow(record), position: (last ?? 0) + 1 })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    });
  }

  async find(id: string): Promise<DownloadRecord | null> {
    const row = await this.#database
      .selectFrom('downloads')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? fromRow(row) : null;
  }

  async list(): Promise<DownloadRecord[]> {
    const rows = await this.#database
      .selectFrom('downloads')
      .selectAll()
      .orderBy('position')
      .execute();
    return rows.map(fromRow);
  }

  async update(id: string, changes: DownloadRecordChanges): Promise<void> {
    const row = toChangedColumns(changes);
    if (Object.keys(row).length === 0) return;
    await this.#database.updateTable('downloads').set(row).where('id', '=', id).execute();
  }

  async delete(id: string): Promise<void> {
    await this.#database.deleteFrom('downloads').where('id', '=', id).execute();
  }

  async findOverlapping(content: ContentPlace): Promise<DownloadRecord[]> {
    const path = contentPath(content);
    const rows = await this.#database
      .selectFrom('downloads')
      .selectAll()
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
    return rows.map(fromRow);
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

function toRow(record: NewDownloadRecord): Omit<DownloadTable, 'position'> {
  return {
    id: record.id,
    name: record.name,
    volume_id: record.volumeId,
    relative_directory: record.relativeDirectory,
    content_path: contentPath(record),
    wanted_state: record.wantedState,
    sequential: record.sequential ? 1 : 0,
    priorities: JSON.stringify(record.priorities),
    tags: JSON.stringify(record.tags),
    category: record.category,
    trackers: record.trackers && JSON.stringify(record.trackers),
    added_at: record.addedAt,
    download_limit: record.downloadLimit,
    upload_limit: record.uploadLimit,
  };
}

function toChangedColumns(changes: DownloadRecordChanges): Partial<DownloadTable> {
  const row: Partial<DownloadTable> = {};
  if (changes.wantedState !== undefined) row.wanted_state = changes.wantedState;
  if (changes.sequential !== undefined) row.sequential = changes.sequential ? 1 : 0;
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

function fromRow(row: Selectable<DownloadTable>): DownloadRecord {
  return {
    id: row.id,
    name: row.name,
    volumeId: row.volume_id,
    relativeDirectory: row.relative_directory,
    wantedState: row.wanted_state as WantedState,
    sequential: row.sequential === 1,
    priorities: JSON.parse(row.priorities) as DownloadRecord['priorities'],
    tags: JSON.parse(row.tags) as string[],
    category: row.category,
    trackers: row.trackers === null ? null : (JSON.parse(row.trackers) as string[][]),
    position: row.position,
    addedAt: row.added_at,
    downloadLimit: row.download_limit,
    uploadLimit: row.upload_limit,
  };
}
