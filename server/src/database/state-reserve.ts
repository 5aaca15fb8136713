/**
 * Room for the state on a disk that downloads have filled: a file of random bytes beside the database, which is
 * removed when the disk is full, so that progress can still be recorded and downloads removed, and is made anew
 * when there is plenty of room again.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../engine/index.ts';

const RESERVE_FILE_NAME = 'shoal.reserve';
/** hardening-notes.md, 1F. */
const RESERVE_BYTES = 16 * 1024 * 1024;
/** Less must not be free for it to be made: it would only take what others wait for. */
const PLENTY_BYTES = 4 * RESERVE_BYTES;
const CHUNK_BYTES = 1024 * 1024;
/** A full disk is met at every write: it is told once in a while. */
const TELL_INTERVAL_MS = 60_000;

export class StateReserve {
  readonly #directory: string;
  readonly #path: string;
  readonly #logger: Logger;
  #toldAt = -Infinity;

  constructor(directory: string, logger: Logger) {
    this.#directory = directory;
    this.#logger = logger;
    this.#path = join(directory, RESERVE_FILE_NAME);
  }

  /** Makes it where it is not and there is room. Random bytes: file systems that compress keep no room for zeros. */
  fill(): void {
    try {
      if (existsSync(this.#path) || this.#freeBytes() < PLENTY_BYTES) return;
      const file = openSync(this.#path, 'w', 0o600);
      try {
        const chunk = randomBytes(CHUNK_BYTES);
        for (let at = 0; at < RESERVE_BYTES; at += CHUNK_BYTES) writeSync(file, chunk);
      } finally {
        closeSync(file);
      }
    } catch {
      this.#remove();
    }
  }

  /** Gives its room away, where the disk is full. False where there was none to give. */
  release(): boolean {
    const isThere = existsSync(this.#path);
    this.#remove();
    this.#tell(isThere);
    return isThere;
  }

  #remove(): void {
    rmSync(this.#path, { force: true });
  }

  #tell(usesReserve: boolean): void {
    const now = performance.now();
    if (now - this.#toldAt < TELL_INTERVAL_MS) return;
    this.#toldAt = now;
    this.#logger.error('the disk of the data folder is full: make room on it', {
      directory: this.#directory,
      usesReserve,
    });
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#directory);
    return bavail * bsize;
  }
}
