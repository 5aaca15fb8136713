import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which pieces come first, and super seeding. */
export const pieceChoice: Migration = {
  async up(database: Kysely<unknown>) {
    for (const name of ['first_last_pieces', 'super_seeding']) {
      await database.schema
        .alterTable('downloads')
        .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
    }
  },
};
