/** The first account as the environment gives it. What it says stays out of every message. */
import { readFileSync } from 'node:fs';
import type { FirstAccount } from './app-config.ts';
import { ConfigError } from './config-error.ts';

/** The first line of a file, as secrets of containers come. Read when it is asked for. */
export function passwordIn(path: string): () => string {
  return () => {
    try {
      return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
    } catch (error) {
      const { message } = error as Error;
      throw new ConfigError(`SHOAL_ADMIN_PASSWORD_FILE cannot be read: ${message}.`, {
        cause: error,
      });
    }
  };
}

/** Both or neither. */
export function firstAccountOf(
  name: string | undefined,
  readPassword: (() => string) | undefined,
): FirstAccount | null {
  if (name !== undefined && readPassword) return { name, readPassword };
  if (name !== undefined) {
    throw new ConfigError(
      'SHOAL_ADMIN_USER needs a password: set SHOAL_ADMIN_PASSWORD or SHOAL_ADMIN_PASSWORD_FILE.',
    );
  }
  if (readPassword)
    throw new ConfigError('SHOAL_ADMIN_PASSWORD needs a name: set SHOAL_ADMIN_USER.');
  return null;
}
