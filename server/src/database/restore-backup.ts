/**
 * Puts a backup in the place of the database. Invariant: the database that it replaces, whatever its state, is kept
 * beside it under another name.
 */
import {
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  closeSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError, DataDirectoryLock } from './data-directory-lock.ts';
import { listBackups, syncFolder, type Backup } from './database-backups.ts';
import { DATABASE_FILE_NAME } from './open-database.ts';

/** The log and its index belong to one state of the file, and go with it. */
const PARTS = ['', '-wal', '-shm'];

export interface RestoredBackup {
  backup: Backup;
  /** Where the database is that it replaced; null where there was none. */
  keptPath: string | null;
}

/** Takes the newest backup. Throws a DataDirectoryError where a server runs on the folder, or there is none. */
export function restoreBackup(directory: string, now = new Date()): RestoredBackup {
  if (!existsSync(directory)) {
    throw new DataDirectoryError(`There is no data folder ${directory}.`);
  }
  const lock = DataDirectoryLock.take(directory);
  try {
    const backup = listBackups(directory)[0];
    if (!backup) throw new DataDirectoryError(`There is no backup in ${directory}.`);
    const path = join(directory, DATABASE_FILE_NAME);
    const copy = `${path}.restored`;
    copyFileSync(backup.path, copy, constants.COPYFILE_FICLONE);
    syncFile(copy);
    const keptPath = `${path}.replaced-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
    const hadDatabase = existsSync(path);
    // The log first: it must never stand beside a database that it does not belong to.
    for (const part of PARTS.toReversed()) {
      if (existsSync(path + part)) renameSync(path + part, keptPath + part);
    }
    renameSync(copy, path);
    syncFolder(directory);
    return { backup, keptPath: hadDatabase ? keptPath : null };
  } finally {
    lock.release();
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
