import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A wrong bit in recorded progress would be a piece that is had and is not. Rows of before have none. */
export const checksums: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema.alterTable('engine_states').addColumn('checksum', 'integer').execute();
  },
};
