import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteDialect } from './sqlite-dialect.ts';
import { isDiskFull } from './sqlite-faults.ts';

/** A file that may have no more pages is as a disk that is full. */
const FEW_PAGES = 4;

describe('a database on a full disk', () => {
  let directory: string;
  let database: Kysely<object>;
  let timesAsked: number;

  beforeEach(async () => {
    timesAsked = 0;
    directory = mkdtempSync(join(tmpdir(), 'shoal-dialect-'));
    const dialect = openSqliteDialect(join(directory, 'x.db'), () => {
      timesAsked++;
      return false;
    });
    database = new Kysely({ dialect });
    await sql`create table one (value blob)`.execute(database);
    await pragma(`max_page_count = ${FEW_PAGES}`);
  });
  afterEach(async () => {
    await database.destroy();
    rmSync(directory, { recursive: true });
  });

  const pragma = (text: string) => sql.raw(`PRAGMA ${text}`).execute(database);
  const insert = (into: Kysely<object>) =>
    sql`insert into one values (zeroblob(100000))`.execute(into);
  const count = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*) n from one`.execute(database)).rows[0]!.n;

  it('says that it is full, and keeps what it has', async () => {
    await expect(insert(database)).rejects.toSatisfy(isDiskFull);
    expect([timesAsked, await count()]).toEqual([1, 0]);
  });

  it('says so of a transaction too, which leaves nothing behind', async () => {
    const work = database.transaction().execute(async (transaction) => {
      await sql`insert into one values ('small')`.execute(transaction);
      await insert(transaction);
    });
    await expect(work).rejects.toSatisfy(isDiskFull);
    expect(await count()).toBe(0);
    await sql`insert into one values ('small')`.execute(database);
    expect(await count()).toBe(1);
  });
});
