/** The files of the database, as they are on the disk. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_FILE_NAME } from './open-database.ts';

export class DatabaseFiles {
  /** Absolute path of the database itself. */
  readonly path: string;

  constructor(dataDirectory: string) {
    this.path = join(dataDirectory, DATABASE_FILE_NAME);
  }

  /** `logBytes` is what the write-ahead log has grown to; it is used again and again. */
  async sizes(): Promise<{ bytes: number; logBytes: number }> {
    const [bytes, logBytes] = await Promise.all([sizeOf(this.path), sizeOf(`${this.path}-wal`)]);
    return { bytes, logBytes };
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
