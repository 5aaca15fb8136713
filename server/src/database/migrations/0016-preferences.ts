import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How each account likes the app to look and behave, wherever it signs in. */
export const preferences: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('preferences')
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('preferences_key', ['account_id', 'name'])
      .execute();
  },
};
