/**
 * Kysely over Node's own `node:sqlite`: the one file that knows this driver. One connection; Kysely lets
 * one transaction after the other use it.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteDialect, type Dialect, type SqliteDatabase } from 'kysely';

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

export function openSqliteDialect(path: string): Dialect {
  const database = new DatabaseSync(path);
  database.exec(PRAGMAS);
  return new SqliteDialect({ database: adapt(database) });
}

function adapt(database: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value!);
    return statement;
  };
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = prepare(sql);
      const bind = (values: readonly unknown[]): SQLInputValue[] => [...values] as SQLInputValue[];
      return {
        // A statement with columns returns rows: `select`, and `insert ... returning`.
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...bind(values)),
        run: (values) => statement.run(...bind(values)),
        // A statement of its own: others may run the same one before the last row is read.
        iterate: (values) => database.prepare(sql).iterate(...bind(values)),
      };
    },
  };
}
