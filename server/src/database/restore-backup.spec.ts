import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataDirectoryLock } from './data-directory-lock.ts';
import { makeBackup } from './database-backups.ts';
import { KyselySettingRepository } from './kysely-setting-repository.ts';
import { openDatabase } from './open-database.ts';
import { restoreBackup } from './restore-backup.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-restore-'));
  path = join(directory, 'shoal.db');
  const database = await openDatabase(directory);
  await new KyselySettingRepository(database).save({ downloadLimit: 1 });
  // While the database is open: what stands only in its log must be in the backup.
  await makeBackup(directory, path, '0004', new Date());
  await database.destroy();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('restoreBackup', () => {
  it('brings back what was there, and keeps the damaged file', async () => {
    writeFileSync(path, 'damaged');
    writeFileSync(`${path}-wal`, 'of the damaged one');
    const { keptPath } = restoreBackup(directory);
    expect(readFileSync(keptPath!, 'utf8')).toBe('damaged');
    expect(existsSync(`${path}-wal`)).toBe(false);
    const database = await openDatabase(directory);
    expect(await new KyselySettingRepository(database).all()).toEqual({ downloadLimit: 1 });
    await database.destroy();
  });

  it('refuses while a server holds the folder, and where there is no backup', () => {
    const lock = DataDirectoryLock.take(directory);
    expect(() => restoreBackup(directory)).toThrow(`process ${process.pid}`);
    lock.release();
    rmSync(join(directory, 'backups'), { recursive: true });
    expect(() => restoreBackup(directory)).toThrow('no backup');
    expect(() => restoreBackup(join(directory, 'none'))).toThrow('no data folder');
  });
});
