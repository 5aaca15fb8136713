import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who changed what, and an index from what was changed to that. */
export const audit: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('audit_entries')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at', 'bigint', (column) => column.notNull())
      // No references: an entry stays true when the account or the token is gone.
      .addColumn('account_id', 'text')
      .addColumn('account_name', 'text')
      .addColumn('via', 'text')
      .addColumn('credential_id', 'text')
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('targets', 'text', (column) => column.notNull())
      .addColumn('target_count', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('details', 'text')
      .execute();
    await database.schema
      .createTable('audit_targets')
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('entry_id', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_targets_key', ['target', 'entry_id'])
      .execute();
    await database.schema
      .createIndex('audit_targets_entry')
      .on('audit_targets')
      .column('entry_id')
      .execute();
  },
};
