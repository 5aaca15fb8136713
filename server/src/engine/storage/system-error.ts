/**
 * The system's name of an error that a file call throws. Node has no name for some (libuv knows neither EDQUOT nor
 * ESTALE): of those only the number comes, with the code "Unknown system error -122".
 */
import { constants } from 'node:os';

const UNNAMED: ReadonlyMap<number, string> = new Map([
  [-constants.errno.EDQUOT, 'EDQUOT'],
  [-constants.errno.ESTALE, 'ESTALE'],
]);

/** `ENOSPC` and the like; undefined where it is no error of the system. */
export function systemErrorCode(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as NodeJS.ErrnoException;
  return (errno === undefined ? undefined : UNNAMED.get(errno)) ?? code;
}
