/** What SQLite's errors mean to us. By its result codes (sqlite.org/rescode.html), the low byte of the extended ones. */

const PRIMARY_CODE_MASK = 0xff;
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
/** SQLITE_IOERR_SHORT_READ: a page that the file should have is cut off. */
const SHORT_READ = 522;
/** SQLITE_IOERR_WRITE and _SHMSIZE: what a full disk says where SQLite does not know it for one. */
const WRITE_FAULTS: ReadonlySet<number> = new Set([778, 4874]);

/** The file is not what SQLite once wrote. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  if (code === null) return false;
  const primary = code & PRIMARY_CODE_MASK;
  return primary === CORRUPT || primary === NOT_A_DATABASE || code === SHORT_READ;
}

/** Another connection, of this process or of another, holds the lock. */
export function isLocked(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && (code & PRIMARY_CODE_MASK) === BUSY;
}

/** There is no room for what was to be written. */
export function isDiskFull(error: unknown): boolean {
  if ((error as NodeJS.ErrnoException | null)?.code === 'ENOSPC') return true;
  const code = resultCode(error);
  return code !== null && ((code & PRIMARY_CODE_MASK) === FULL || WRITE_FAULTS.has(code));
}

function resultCode(error: unknown): number | null {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode : null;
}
