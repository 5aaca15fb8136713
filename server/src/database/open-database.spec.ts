import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../engine/index.ts';
import { DataDirectoryError } from './data-directory-lock.ts';
import { makeBackup } from './database-backups.ts';
import { openDatabase, type OpenDatabaseOptions } from './open-database.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-open-'));
  path = join(directory, 'shoal.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const first: Migration = {
  up: async (database) => void (await sql`create table one (value text)`.execute(database)),
};
const second: Migration = {
  up: async (database) => void (await sql`alter table one add column more text`.execute(database)),
};
const failing: Migration = {
  up: async (database) => {
    await sql`alter table one add column half text`.execute(database);
    await sql`insert into one (value) values ('half')`.execute(database);
    throw new Error('it does not go');
  },
};

async function open(options: OpenDatabaseOptions = {}): Promise<void> {
  await (await openDatabase(directory, options)).destroy();
}

/** What another program would read of the file. */
function dump(file = path): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return {
      schema: database.prepare('select sql from sqlite_master order by name').all(),
      rows: database.prepare('select * from one').all(),
      migrations: database.prepare('select name from kysely_migration').all(),
    };
  } finally {
    database.close();
  }
}

function insertRow(): void {
  const database = new DatabaseSync(path);
  database.exec("insert into one (value) values ('kept')");
  database.close();
}

const backupNames = (): string[] => readdirSync(join(directory, 'backups')).toSorted();

describe('an update of the schema', () => {
  it('is made after a backup of the file as it was', async () => {
    await open({ migrations: { '0001-first': first } });
    insertRow();
    const before = dump();
    await open({ migrations: { '0001-first': first, '0002-second': second } });
    expect(backupNames()).toEqual([expect.stringMatching(/^shoal-0001-\d{8}T\d{6}Z\.db$/)]);
    expect(dump(join(directory, 'backups', backupNames()[0]!))).toEqual(before);
    expect(dump()).toMatchObject({ rows: [{ value: 'kept', more: null }] });
  });

  it('makes no backup where nothing is to be changed, nor of a new file', async () => {
    await open();
    await open();
    expect(existsSync(join(directory, 'backups'))).toBe(false);
  });

  it('leaves the file as it was where it fails, also of what came before in the same update', async () => {
    await open({ migrations: { '0001-first': first } });
    insertRow();
    const before = readFileSync(path);
    const migrations = { '0001-first': first, '0002-second': second, '0003-failing': failing };
    await expect(open({ migrations })).rejects.toThrow(
      /could not be updated \(it does not go\).*had before still works/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory).toSorted()).toEqual(['backups', 'shoal.db']);
    await open({ migrations: { '0001-first': first } });
    expect(dump()).toMatchObject({ rows: [{ value: 'kept' }] });
  });

  it('does not begin where no backup can be made, and says so', async () => {
    await open({ migrations: { '0001-first': first } });
    const before = readFileSync(path);
    writeFileSync(join(directory, 'backups'), 'in the way');
    const migrations = { '0001-first': first, '0002-second': second };
    await expect(open({ migrations })).rejects.toThrow(/must be updated, but no backup/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused of a newer version, with a sentence and without a change', async () => {
    await open({ migrations: { '0001-first': first, '0002-second': second } });
    const before = readFileSync(path);
    const opening = open({ migrations: { '0001-first': first } });
    await expect(opening).rejects.toThrow(/newer Shoal \(it has "0002-second"\)/);
    await expect(opening).rejects.toBeInstanceOf(DataDirectoryError);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a database that is damaged', () => {
  let backup: string;

  beforeEach(async () => {
    await open();
    const database = new DatabaseSync(path);
    database.exec(`
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
      insert into torrents (id, metainfo, summary, uploaded_at)
      select printf('%040d', i), zeroblob(900), '{}', 0 from n;
    `);
    database.close();
    ({ path: backup } = await makeBackup(directory, path, '0004', new Date()));
  });

  const damages: [string, () => void][] = [
    ['cut to nothing', () => truncateSync(path, 0)],
    ['cut in its first page', () => truncateSync(path, 1000)],
    ['cut in the middle', () => truncateSync(path, 65_536)],
    ['filled with zeros', () => writeFileSync(path, Buffer.alloc(readFileSync(path).length))],
    ['zero in its second half', () => overwrite(0.5, 1, 0)],
    ['zero in its header', () => overwrite(0, 0.001, 0)],
    ['full of noise', () => overwrite(0.1, 1, null)],
    ['another file', () => writeFileSync(path, 'these are not the bytes\n'.repeat(1000))],
    ['gone', () => rmSync(path)],
  ];

  function overwrite(from: number, to: number, value: 0 | null): void {
    const bytes = readFileSync(path);
    for (let at = Math.floor(bytes.length * from); at < bytes.length * to; at++) {
      bytes[at] = value ?? (at * 31) % 251;
    }
    writeFileSync(path, bytes);
  }

  it.each(damages)(
    'stops the start when it is %s, and names the way back',
    async (_how, damage) => {
      damage();
      const opening = open({ wasStoppedCleanly: true });
      await expect(opening).rejects.toBeInstanceOf(DataDirectoryError);
      await expect(opening).rejects.toThrow('is damaged (');
      await expect(opening).rejects.toThrow(`newest backup is ${backup}`);
      await expect(opening).rejects.toThrow(`shoal restore-backup --data-dir ${directory}`);
      await expect(opening).rejects.not.toThrow(/\n/);
    },
  );

  it('says that there is no backup where there is none', async () => {
    rmSync(join(directory, 'backups'), { recursive: true });
    truncateSync(path, 0);
    await expect(open()).rejects.toThrow('There is no backup of it.');
  });

  it('is not made anew over a log whose file is gone and has a backup', async () => {
    copyFileSync(path, `${path}-wal`);
    rmSync(path);
    await expect(open()).rejects.toThrow('the file is gone');
    expect(existsSync(path)).toBe(false);
  });
});

describe('the log of changes after a crash', () => {
  /** The files of a database whose process was killed after that many commits. */
  async function crash(commits: number): Promise<void> {
    const elsewhere = mkdtempSync(join(tmpdir(), 'shoal-crash-'));
    const database = await openDatabase(elsewhere);
    for (let index = 0; index < commits; index++) {
      await sql`insert into settings values (${`name${index}`}, '1')`.execute(database);
    }
    mkdirSync(directory, { recursive: true });
    for (const ending of ['', '-wal']) {
      copyFileSync(join(elsewhere, `shoal.db${ending}`), path + ending);
    }
    await database.destroy();
    rmSync(elsewhere, { recursive: true });
  }

  async function reopen(): Promise<{ errors: string[]; settings: number }> {
    const errors: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
    const database = await openDatabase(directory, { logger });
    const { rows } = await sql<{ n: number }>`select count(*) n from settings`.execute(database);
    await database.destroy();
    return { errors, settings: rows[0]!.n };
  }

  it('is brought back without a word', async () => {
    await crash(10);
    expect(await reopen()).toEqual({ errors: [], settings: 10 });
  });

  it('may have lost its last commit, as after a power cut', async () => {
    await crash(10);
    truncateSync(`${path}-wal`, readFileSync(`${path}-wal`).length - 100);
    expect(await reopen()).toEqual({ errors: [], settings: 9 });
  });

  it.each([
    ['in its header', 9],
    ['in a frame in its middle', 32 + 3 * 4120 + 500],
  ])('is told to be damaged where a bit is wrong %s', async (_where, at) => {
    await crash(10);
    const bytes = readFileSync(`${path}-wal`);
    bytes[at]! ^= 4;
    writeFileSync(`${path}-wal`, bytes);
    const { errors, settings } = await reopen();
    expect(errors).toEqual([expect.stringContaining('damaged and lost')]);
    expect(settings).toBeLessThan(10);
  });
});
