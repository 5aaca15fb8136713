import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Addresses and networks that the user keeps out. */
export const bans: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('bans')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('network', 'text', (column) => column.notNull().unique())
      .addColumn('reason', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
