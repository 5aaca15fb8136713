import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the marker in a volume's root says, since it was written there. */
export const volumes: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema.alterTable('volumes').addColumn('marker', 'text').execute();
  },
};
