import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the engine itself wants to know again at the next start, such as the nodes of the DHT. */
export const engineMemory: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('engine_memory')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'blob', (column) => column.notNull())
      .addColumn('saved_at', 'bigint', (column) => column.notNull())
      // SQLite keeps none of what it stores.
      .addColumn('checksum', 'bigint', (column) => column.notNull())
      .execute();
  },
};
