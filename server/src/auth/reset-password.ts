/**
 * A new password for who forgot theirs and owns the machine: while the server is stopped, straight into its database.
 * Ends all sessions of the account; its tokens stay, since they say nothing of the password.
 */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError, DataDirectoryLock } from '../database/data-directory-lock.ts';
import type { AccountRecord } from '../database/account-repository.port.ts';
import { accountNameKey } from '../database/account-repository.port.ts';
import { KyselyAccountRepository } from '../database/kysely-account-repository.ts';
import { KyselyApiTokenRepository } from '../database/kysely-api-token-repository.ts';
import { KyselySessionRepository } from '../database/kysely-session-repository.ts';
import { DATABASE_FILE_NAME, openDatabase } from '../database/open-database.ts';
import { passwordFault } from './account-rules.ts';
import { PasswordHasher } from './password-hash.ts';

/** No letters that look alike; four groups of five are 98 bits. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

export interface ResetPassword {
  username: string;
  /** How many tokens of the account still let programs in. */
  tokens: number;
}

/** It cannot be done; the message says what to do about it. */
export class ResetPasswordError extends Error {
  override readonly name = 'ResetPasswordError';
}

/** Easy to copy by hand. */
export function randomPassword(): string {
  return Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-');
}

/** `username` null stands for the only account. Throws a ResetPasswordError or a DataDirectoryError. */
export async function resetPassword(
  dataDirectory: string,
  username: string | null,
  password: string,
): Promise<ResetPassword> {
  if (!existsSync(join(dataDirectory, DATABASE_FILE_NAME))) {
    throw new DataDirectoryError(`There is no database in ${dataDirectory}.`);
  }
  const lock = DataDirectoryLock.take(dataDirectory);
  try {
    const database = await openDatabase(dataDirectory);
    try {
      const accounts = new KyselyAccountRepository(database);
      const account = chooseAccount(await accounts.list(), username);
      const fault = passwordFault(password, account.name);
      if (fault !== null) throw new ResetPasswordError(fault);
      await accounts.setPasswordHash(account.id, await new PasswordHasher().hash(password));
      await new KyselySessionRepository(database).deleteAll(account.id);
      const tokens = await new KyselyApiTokenRepository(database).list(account.id);
      return { username: account.name, tokens: tokens.length };
    } finally {
      await database.destroy();
    }
  } finally {
    // Whether the server's last run ended well is for its next start to know.
    lock.release({ asFound: true });
  }
}

function chooseAccount(accounts: readonly AccountRecord[], username: string | null): AccountRecord {
  const [first, second] = accounts;
  if (!first) {
    throw new ResetPasswordError(
      'There is no account yet: start the server and open the link that it prints.',
    );
  }
  if (username === null && second === undefined) return first;
  const found = accounts.find(
    ({ name }) => username !== null && accountNameKey(name) === accountNameKey(username),
  );
  if (found) return found;
  const names = accounts.map(({ name }) => name).join(', ');
  throw new ResetPasswordError(
    username === null
      ? `Name one of the accounts with --user: ${names}.`
      : `There is no account "${username}". The accounts: ${names}.`,
  );
}
