import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How much was moved when, and what happened to downloads. */
export const history: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('traffic')
      .addColumn('period', 'text', (column) => column.notNull())
      .addColumn('starts_at', 'bigint', (column) => column.notNull())
      .addColumn('downloaded_bytes', 'bigint', (column) => column.notNull())
      .addColumn('uploaded_bytes', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('traffic_key', ['period', 'starts_at'])
      .execute();
    await database.schema
      .createTable('activity')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      // No references: it stays true when the download and the account are gone.
      .addColumn('download_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text')
      .addColumn('account', 'text')
      .addColumn('details', 'text')
      .execute();
    await database.schema
      .createIndex('activity_of_download')
      .on('activity')
      .columns(['download_id', 'id'])
      .execute();
  },
};
