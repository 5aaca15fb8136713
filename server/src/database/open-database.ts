/**
 * Opens the database file and brings its tables up to date. Invariants: a file that is damaged, gone or of a newer
 * version stops the start with a sentence that says what to do; a schema is changed only after a backup was made, and
 * as a whole or not at all.
 */
import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { silentLogger, type Logger } from '../engine/index.ts';
import { DataDirectoryError } from './data-directory-lock.ts';
import { listBackups, makeBackup, syncFolder } from './database-backups.ts';
import { commitFrames, hasLostChanges } from './lost-changes.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import type { Schema } from './schema.ts';
import { openSqliteDialect, type OnDiskFull } from './sqlite-dialect.ts';
import { isDamage, isDiskFull } from './sqlite-faults.ts';

export type ShoalDatabase = Kysely<Schema>;

export const DATABASE_FILE_NAME = 'shoal.db';

/** A check of that much takes 0.1 s where the file is in memory, and a second or two from a rotating disk. */
const ALWAYS_CHECKED_BYTES = 256 * 1024 * 1024;

export interface OpenDatabaseOptions {
  logger?: Logger;
  /** A big file is looked through only where the last stop was none. */
  wasStoppedCleanly?: boolean;
  onFull?: OnDiskFull;
  /** All of them, by their names; other ones only in tests. */
  migrations?: Readonly<Record<string, Migration>>;
}

/** Throws a DataDirectoryError with a sentence for the user. */
export async function openDatabase(
  directory: string,
  options: OpenDatabaseOptions = {},
): Promise<ShoalDatabase> {
  const opening = new Opening(directory, options);
  try {
    return await opening.run();
  } catch (error) {
    if (!isDiskFull(error) || options.onFull?.() !== true) throw opening.explain(error);
    return opening.run().catch((again: unknown) => {
      throw opening.explain(again);
    });
  }
}

/** The number of the newest migration. */
export function schemaNumber(names: readonly string[]): string {
  return names.toSorted().at(-1)?.slice(0, 4) ?? '0000';
}

class Opening {
  readonly #directory: string;
  readonly #path: string;
  readonly #options: OpenDatabaseOptions;
  readonly #migrations: Readonly<Record<string, Migration>>;

  constructor(directory: string, options: OpenDatabaseOptions) {
    this.#directory = directory;
    this.#path = join(directory, DATABASE_FILE_NAME);
    this.#options = options;
    this.#migrations = options.migrations ?? MIGRATIONS;
  }

  async run(): Promise<ShoalDatabase> {
    const bytes = statSync(this.#path, { throwIfNoEntry: false })?.size;
    if (bytes === undefined) await this.#create();
    else if (bytes === 0) throw this.#damaged('it is empty');
    const commits = commitFrames(`${this.#path}-wal`);
    const database = this.#connect(this.#path);
    try {
      await this.#noteLostChanges(database, commits);
      const wasStopped = this.#options.wasStoppedCleanly === true && commits.length === 0;
      if (!wasStopped || (bytes ?? 0) <= ALWAYS_CHECKED_BYTES) await this.#check(database);
      await this.#update(database);
      return database;
    } catch (error) {
      await database.destroy();
      throw error;
    }
  }

  explain(error: unknown): DataDirectoryError {
    if (error instanceof DataDirectoryError) return error;
    const message = messageOf(error);
    if (isDamage(error)) return this.#damaged(message, error);
    const advice = isDiskFull(error)
      ? 'The disk is full: make room and start again.'
      : 'Look at the folder and its rights, and start again.';
    return new DataDirectoryError(
      `The database ${this.#path} cannot be opened: ${message}. ${advice}`,
      { cause: error },
    );
  }

  #connect(path: string): ShoalDatabase {
    return new Kysely<Schema>({ dialect: openSqliteDialect(path, this.#options.onFull) });
  }

  /** Under another name until it has its tables: an empty file of the right name is then always damage. */
  async #create(): Promise<void> {
    if (listBackups(this.#directory).length > 0) throw this.#damaged('the file is gone');
    const unfinished = `${this.#path}.new`;
    for (const ending of ['', '-wal', '-shm']) rmSync(unfinished + ending, { force: true });
    const database = this.#connect(unfinished);
    try {
      await this.#migrate(database);
    } finally {
      await database.destroy();
    }
    // A log without its database is of no use, but would be taken for the new one's.
    for (const ending of ['-wal', '-shm']) rmSync(this.#path + ending, { force: true });
    renameSync(unfinished, this.#path);
    syncFolder(this.#directory);
  }

  async #noteLostChanges(database: ShoalDatabase, commits: readonly number[]): Promise<void> {
    if (commits.length === 0) return;
    const { rows } = await sql<{ log: number }>`PRAGMA wal_checkpoint(PASSIVE)`.execute(database);
    if (!hasLostChanges(commits, rows[0]?.log ?? 0)) return;
    this.#options.logger?.error(
      'the last changes to the database are damaged and lost: look whether all downloads are there',
      { database: this.#path },
    );
  }

  /** All of it, and the indexes against their tables: at our few indexes it costs no more than `quick_check`. */
  async #check(database: ShoalDatabase): Promise<void> {
    const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check(1)`.execute(
      database,
    );
    // Its first line only names the file.
    const result = rows[0]?.integrity_check.split('\n').at(-1);
    if (result !== 'ok') throw this.#damaged(result ?? 'it cannot be read');
  }

  async #update(database: ShoalDatabase): Promise<void> {
    const done = await migrationsOf(database);
    const newer = done.find((name) => !(name in this.#migrations));
    if (newer !== undefined) {
      throw new DataDirectoryError(
        `The database ${this.#path} is of a newer Shoal (it has "${newer}"). ` +
          'Start that version, or go back to a backup of this one.',
      );
    }
    if (done.length === Object.keys(this.#migrations).length) return;
    await this.#backUp(schemaNumber(done));
    await this.#migrate(database);
  }

  async #backUp(schema: string): Promise<void> {
    try {
      const { path } = await makeBackup(this.#directory, this.#path, schema, new Date());
      (this.#options.logger ?? silentLogger).info('database backed up before an update', { path });
    } catch (error) {
      throw new DataDirectoryError(
        `The database ${this.#path} must be updated, but no backup of it could be made ` +
          `(${messageOf(error)}). Make room in ${this.#directory} and start again.`,
        { cause: error },
      );
    }
  }

  async #migrate(database: ShoalDatabase): Promise<void> {
    const provider = { getMigrations: () => Promise.resolve({ ...this.#migrations }) };
    const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
    if (error === undefined) return;
    if (isDamage(error) || isDiskFull(error)) throw error;
    throw new DataDirectoryError(
      `The database ${this.#path} could not be updated (${messageOf(error)}). It is as it was: ` +
        'the version of Shoal that you had before still works with it.',
      { cause: error },
    );
  }

  #damaged(what: string, cause?: unknown): DataDirectoryError {
    const newest = listBackups(this.#directory)[0];
    const advice = newest
      ? `Its newest backup is ${newest.path}. To go back to it, run: ` +
        `shoal restore-backup --data-dir ${this.#directory}`
      : 'There is no backup of it. To begin with an empty list, move the file away; ' +
        'the files of the downloads are not touched, and adding their torrents finds them again.';
    return new DataDirectoryError(
      `The database ${this.#path} is damaged (${what}). Nothing was changed. ${advice}`,
      { cause },
    );
  }
}

/** Names of those that it has, in their order. */
export async function migrationsOf(database: ShoalDatabase): Promise<string[]> {
  const hasTable = await sql`
    SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'
  `.execute(database);
  if (hasTable.rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM kysely_migration ORDER BY name
  `.execute(database);
  return rows.map(({ name }) => name);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
