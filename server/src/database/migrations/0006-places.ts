import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Other names of files, the places that a move leaves, and the incomplete folder. */
export const places: Migration = {
  async up(database: Kysely<unknown>) {
    for (const name of ['renames', 'moving_from', 'staging']) {
      await database.schema.alterTable('downloads').addColumn(name, 'text').execute();
    }
  },
};
