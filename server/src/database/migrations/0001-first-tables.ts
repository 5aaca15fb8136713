import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Volumes, torrents, downloads, and the engine's recorded progress. */
export const firstTables: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('volumes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('root_path', 'text', (column) => column.notNull().unique())
      .execute();
    await database.schema
      .createTable('torrents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('metainfo', 'blob', (column) => column.notNull())
      .addColumn('summary', 'text', (column) => column.notNull())
      .addColumn('uploaded_at', 'bigint', (column) => column.notNull())
      .execute();
    await createDownloads(database);
    await database.schema
      .createTable('engine_states')
      .addColumn('download_id', 'text', (column) => column.primaryKey())
      .addColumn('have', 'blob', (column) => column.notNull())
      .addColumn('files', 'text', (column) => column.notNull())
      .addColumn('downloaded_bytes', 'bigint', (column) => column.notNull())
      .addColumn('uploaded_bytes', 'bigint', (column) => column.notNull())
      .addColumn('completed_at', 'bigint')
      .execute();
  },
};

async function createDownloads(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('downloads')
    .addColumn('id', 'text', (column) => column.primaryKey().references('torrents.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('volume_id', 'text', (column) => column.notNull().references('volumes.id'))
    .addColumn('relative_directory', 'text', (column) => column.notNull())
    .addColumn('content_path', 'text', (column) => column.notNull())
    .addColumn('wanted_state', 'text', (column) => column.notNull())
    .addColumn('sequential', 'integer', (column) => column.notNull())
    .addColumn('priorities', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    .addColumn('category', 'text')
    .addColumn('trackers', 'text')
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex('downloads_by_content')
    .on('downloads')
    .columns(['volume_id', 'content_path'])
    .execute();
}
