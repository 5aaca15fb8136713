/** Opens the database file and brings its tables up to date. Migrations go forward only, by name. */
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { DataDirectoryError } from './data-directory-lock.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { limitsAndSettings } from './migrations/0002-limits-and-settings.ts';
import { queue } from './migrations/0003-queue.ts';
import { pieceChoice } from './migrations/0004-piece-choice.ts';
import type { Schema } from './schema.ts';
import { openSqliteDialect } from './sqlite-dialect.ts';

export type ShoalDatabase = Kysely<Schema>;

export const DATABASE_FILE_NAME = 'shoal.db';

/** A released migration never changes; the next change of the schema is a new entry. */
const MIGRATIONS = {
  '0001-first-tables': firstTables,
  '0002-limits-and-settings': limitsAndSettings,
  '0003-queue': queue,
  '0004-piece-choice': pieceChoice,
};

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
