import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Blocks of pieces that are not complete, and whether a record is the last of its run. Rows of before were
 * trusted as if nothing had been written after them: they count as settled.
 */
export const progress: Migration = {
  async up(database: Kysely<unknown>) {
    const table = database.schema.alterTable('engine_states');
    await table
      .addColumn('settled', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
    await table
      .addColumn('partial', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
    await table.addColumn('part_file', 'text').execute();
    await table.addColumn('banned', 'text', (column) => column.notNull().defaultTo('[]')).execute();
  },
};
