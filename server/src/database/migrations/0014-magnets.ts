import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Torrents that came as magnet links, and downloads that wait for the metadata of one. */
export const magnets: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema.alterTable('torrents').addColumn('magnet', 'text').execute();
    await database.schema.alterTable('torrents').addColumn('whole_id', 'text').execute();
    await database.schema
      .alterTable('downloads')
      .addColumn('awaits_metadata', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
