/**
 * A copy of the database each day while the server runs, where something has changed; and the reserve is made
 * again when the disk has room. A copy that fails is logged and tried again an hour later: it stops nothing.
 */
import { statfsSync, statSync } from 'node:fs';
import type { Logger } from '../engine/index.ts';
import { listBackups, makeBackup } from './database-backups.ts';
import type { StateReserve } from './state-reserve.ts';

const BACKUP_INTERVAL_MS = 24 * 60 * 60 * 1000;
const LOOK_INTERVAL_MS = 60 * 60 * 1000;
/** A start has better things to do. */
const FILL_AFTER_MS = 10_000;
const FIRST_LOOK_MS = 5 * 60 * 1000;
/** What a backup leaves free. */
const LEFT_FREE_BYTES = 64 * 1024 * 1024;

export interface BackupScheduleOptions {
  directory: string;
  databasePath: string;
  /** The number of the newest migration. */
  schema: string;
  reserve: StateReserve;
  logger: Logger;
}

export class BackupSchedule {
  readonly #options: BackupScheduleOptions;
  readonly #filling: NodeJS.Timeout;
  #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(options: BackupScheduleOptions) {
    this.#options = options;
    this.#filling = setTimeout(() => options.reserve.fill(), FILL_AFTER_MS).unref();
    this.#timer = setTimeout(() => this.#lookAgain(), FIRST_LOOK_MS).unref();
  }

  /** Makes a backup where one is due. */
  async look(now = new Date()): Promise<void> {
    const { directory, databasePath, schema, reserve, logger } = this.#options;
    reserve.fill();
    if (!this.#isDue(now)) return;
    try {
      if (freeBytes(directory) < changeOf(databasePath).bytes + LEFT_FREE_BYTES) {
        logger.warn('no backup of the database was made: the disk is too full', { directory });
        return;
      }
      const { path } = await makeBackup(directory, databasePath, schema, now);
      logger.info('database backed up', { path });
    } catch (error) {
      logger.error('no backup of the database could be made', { error: String(error) });
    }
  }

  /** Waits for one that is being made. */
  async stop(): Promise<void> {
    clearTimeout(this.#filling);
    clearTimeout(this.#timer);
    await this.#running;
  }

  #lookAgain(): void {
    this.#running = this.look();
    this.#timer = setTimeout(() => this.#lookAgain(), LOOK_INTERVAL_MS).unref();
  }

  #isDue(now: Date): boolean {
    const { directory, databasePath, schema } = this.#options;
    const newest = listBackups(directory).find((backup) => backup.schema === schema);
    if (!newest) return true;
    const madeAt = newest.madeAt.getTime();
    const { changedMs } = changeOf(databasePath);
    return now.getTime() - madeAt >= BACKUP_INTERVAL_MS && changedMs > madeAt;
  }
}

/** Of the file and its log together. */
function changeOf(path: string): { bytes: number; changedMs: number } {
  const parts = [path, `${path}-wal`].map((part) => statSync(part, { throwIfNoEntry: false }));
  return {
    bytes: parts.reduce((sum, part) => sum + (part?.size ?? 0), 0),
    changedMs: Math.max(...parts.map((part) => part?.mtimeMs ?? 0)),
  };
}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
