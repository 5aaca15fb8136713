import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Magnet links, and downloads that wait for the metadata of one. Beside the torrents, since the bytes of their files
 * would have to be passed over to read what comes after them; for the same reason the time of upload gets an index.
 */
export const magnets: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('magnets')
      .addColumn('torrent_id', 'text', (column) =>
        column.primaryKey().references('torrents.id').onDelete('cascade'),
      )
      .addColumn('link', 'text', (column) => column.notNull())
      .addColumn('whole_id', 'text')
      .execute();
    await database.schema
      .createIndex('torrents_by_upload')
      .on('torrents')
      .column('uploaded_at')
      .execute();
    await database.schema
      .alterTable('downloads')
      .addColumn('awaits_metadata', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
