/**
 * One process for one data folder. The lock is SQLite's own exclusive lock on an otherwise empty file: the
 * kernel gives it back when the holder dies, by `kill -9` too, so that it can never be stale, and a process
 * number that was used again misleads nobody. The number is written beside it only to name the holder.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isLocked } from './sqlite-faults.ts';

/** Another process works on the folder, or it cannot be written to. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** With its journal in memory: on a full disk there is no room for one in a file. */
const TAKE = 'PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE';

export class DataDirectoryLock {
  readonly #lock: DatabaseSync;
  readonly #holderFile: string;
  /** Whether the last holder gave it back: it was neither killed nor cut off, or there was none. */
  readonly wasReleased: boolean;

  private constructor(lock: DatabaseSync, holderFile: string) {
    this.#lock = lock;
    this.#holderFile = holderFile;
    this.wasReleased = !existsSync(holderFile);
    try {
      writeFileSync(holderFile, `${process.pid}\n`);
    } catch {
      // On a full disk the holder stays without a name; the lock holds all the same.
    }
  }

  /** Makes the folder if need be. Throws a DataDirectoryError with a sentence for the user. */
  static take(directory: string): DataDirectoryLock {
    const holderFile = join(directory, 'shoal.pid');
    let lock: DatabaseSync;
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      lock = new DatabaseSync(join(directory, 'shoal.lock'), { timeout: 0 });
    } catch (error) {
      throw unusable(directory, error);
    }
    try {
      lock.exec(TAKE);
    } catch (error) {
      lock.close();
      if (!isLocked(error)) throw unusable(directory, error);
      throw new DataDirectoryError(
        `The data folder ${directory} is in use by another Shoal${describeHolder(holderFile)}. ` +
          'Stop that one first, or choose another folder with SHOAL_DATA_DIR.',
        { cause: error },
      );
    }
    return new DataDirectoryLock(lock, holderFile);
  }

  /** `asFound` leaves the mark of a holder that did not release it. */
  release({ asFound = false } = {}): void {
    if (!asFound || this.wasReleased) rmSync(this.#holderFile, { force: true });
    this.#lock.close();
  }
}

/**
 * How the process is called that works on the folder (` (process 123)`, or nothing where it has not said); null where
 * none does. Holds the lock for no longer than it takes to ask.
 */
export function holderOf(directory: string): string | null {
  const lockFile = join(directory, 'shoal.lock');
  if (!existsSync(lockFile)) return null;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(lockFile, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; ROLLBACK');
    return null;
  } catch (error) {
    return isLocked(error) ? describeHolder(join(directory, 'shoal.pid')) : null;
  } finally {
    lock?.close();
  }
}

function unusable(directory: string, error: unknown): DataDirectoryError {
  return new DataDirectoryError(
    `The data folder ${directory} cannot be used: ${(error as Error).message}.`,
    { cause: error },
  );
}

function describeHolder(holderFile: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(holderFile, 'utf8'), 10)})`;
  } catch {
    // The holder has not written its number yet.
    return '';
  }
}
