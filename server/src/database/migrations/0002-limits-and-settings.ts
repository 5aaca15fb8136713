import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Rate limits of single downloads, and what users change while the server runs. */
export const limitsAndSettings: Migration = {
  async up(database: Kysely<unknown>) {
    for (const column of ['download_limit', 'upload_limit']) {
      await database.schema.alterTable('downloads').addColumn(column, 'bigint').execute();
    }
    await database.schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};
