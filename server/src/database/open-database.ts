/** Opens the database file and brings its tables up to date. Migrations go forward only, by name. */
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { DataDirectoryError } from './data-directory-lock.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import type { Schema } from './schema.ts';
import { openSqliteDialect } from './sqlite-dialect.ts';

export type ShoalDatabase = Kysely<Schema>;

export const DATABASE_FILE_NAME = 'shoal.db';

export async function openDatabase(directory: string): Promise<ShoalDatabase> {
  const path = join(directory, DATABASE_FILE_NAME);
  try {
    const database = new Kysely<Schema>({ dialect: openSqliteDialect(path) });
    await migrate(database);
    return database;
  } catch (error) {
    throw new DataDirectoryError(
      `The database ${path} cannot be opened: ${(error as Error).message}. ` +
        'If a newer Shoal has used this folder, start that one.',
      { cause: error },
    );
  }
}

async function migrate(database: ShoalDatabase): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error === undefined) return;
  await database.destroy();
  throw error instanceof Error ? error : new Error('a migration failed');
}
