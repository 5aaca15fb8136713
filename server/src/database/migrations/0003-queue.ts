import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The place in the queue becomes a key with gaps, so that a download is moved by writing its own row only; and
 * a download may be forced to run.
 */
export const queue: Migration = {
  async up(database: Kysely<unknown>) {
    const table = (): ReturnType<typeof database.schema.alterTable> =>
      database.schema.alterTable('downloads');
    await table()
      .addColumn('queue_key', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`UPDATE downloads SET queue_key = position * 1048576`.execute(database);
    await table().dropColumn('position').execute();
    await table()
      .addColumn('force_start', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await database.schema
      .createIndex('downloads_by_queue_key')
      .on('downloads')
      .column('queue_key')
      .execute();
  },
};
