/**
 * Kysely over Node's own `node:sqlite`: the one file that knows this driver. One connection; Kysely lets
 * one transaction after the other use it.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, SqliteDialect, type Dialect, type SqliteDatabase } from 'kysely';
import { isDiskFull } from './sqlite-faults.ts';

/**
 * WAL lets readers such as a backup go on. `synchronous = FULL` syncs each commit: with NORMAL a power cut
 * would bring back removed downloads and lose new ones. Writes are few: checkpoints are batched.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 5000;
`;

/** Statements that are kept ready: preparing one costs more than most of them take to run. */
const KEPT_STATEMENTS = 200;

/** Told when the disk is full. True where it made room, so that the statement is worth a second try. */
export type OnDiskFull = () => boolean;

/** `onFull` is not asked for the statements of a transaction: SQLite may have rolled it back. */
export function openSqliteDialect(path: string, onFull: OnDiskFull = () => false): Dialect {
  const database = new DatabaseSync(path);
  try {
    database.exec(PRAGMAS);
  } catch (error) {
    database.close();
    throw error;
  }
  return new TransactionalSqliteDialect({ database: adapt(database, onFull) });
}

/** SQLite's `create` and `alter table` can be rolled back, which Kysely does not expect of it. */
class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function adapt(database: DatabaseSync, onFull: OnDiskFull): SqliteDatabase {
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value!);
    return statement;
  };
  const attempt = <Result>(run: () => Result): Result => {
    const isAlone = !database.isTransaction;
    try {
      return run();
    } catch (error) {
      if (isDiskFull(error) && onFull() && isAlone) return run();
      throw error;
    }
  };
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = prepare(sql);
      const bind = (values: readonly unknown[]): SQLInputValue[] => [...values] as SQLInputValue[];
      return {
        // A statement with columns returns rows: `select`, and `insert ... returning`.
        reader: statement.columns().length > 0,
        all: (values) => attempt(() => statement.all(...bind(values))),
        run: (values) =>
          // SQLite has rolled back by itself where the disk was full: that error is the one to tell.
          sql === 'rollback' && !database.isTransaction
            ? { changes: 0, lastInsertRowid: 0 }
            : attempt(() => statement.run(...bind(values))),
        // A statement of its own: others may run the same one before the last row is read.
        iterate: (values) => database.prepare(sql).iterate(...bind(values)),
      };
    },
  };
}
