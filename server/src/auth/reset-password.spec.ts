import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataDirectoryLock } from '../database/data-directory-lock.ts';
import { KyselyAccountRepository } from '../database/kysely-account-repository.ts';
import { KyselySessionRepository } from '../database/kysely-session-repository.ts';
import { openDatabase } from '../database/open-database.ts';
import { PasswordHasher } from './password-hash.ts';
import { randomPassword, resetPassword } from './reset-password.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-reset-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function addAccount(name: string): Promise<void> {
  const database = await openDatabase(directory);
  const id = randomUUID();
  const passwordHash = await new PasswordHasher().hash('the old password');
  const account = { id, name, passwordHash, createdAt: 1 };
  await new KyselyAccountRepository(database).insertFirst(account);
  const times = { createdAt: Date.now(), lastUsedAt: Date.now() };
  const session = { id: 's', secretHash: 'h', accountId: id, address: '', userAgent: '', ...times };
  await new KyselySessionRepository(database).insert(session, 10);
  await database.destroy();
}

async function look(): Promise<{
  isRight: (password: string) => Promise<boolean>;
  sessions: number;
}> {
  const database = await openDatabase(directory);
  const [account] = await new KyselyAccountRepository(database).list();
  const sessions = await new KyselySessionRepository(database).list(account!.id);
  await database.destroy();
  return {
    isRight: (password) => new PasswordHasher().verify(password, account!.passwordHash),
    sessions: sessions.length,
  };
}

describe('resetPassword', () => {
  it('sets the password of the only account and ends its sessions', async () => {
    await addAccount('Anna');
    expect(await resetPassword(directory, null, 'the new password')).toEqual({
      username: 'Anna',
      tokens: 0,
    });
    const { isRight, sessions } = await look();
    expect(await isRight('the new password')).toBe(true);
    expect(await isRight('the old password')).toBe(false);
    expect(sessions).toBe(0);
  });

  it('takes the name in any case, and refuses one that nobody has', async () => {
    await addAccount('Anna');
    await expect(resetPassword(directory, 'bert', 'the new password')).rejects.toThrow(
      'There is no account "bert". The accounts: Anna.',
    );
    await resetPassword(directory, 'anna', 'the new password');
    expect(await (await look()).isRight('the new password')).toBe(true);
  });

  it('changes nothing for a weak password', async () => {
    await addAccount('Anna');
    await expect(resetPassword(directory, null, 'short')).rejects.toThrow('at least 10');
    const { isRight, sessions } = await look();
    expect(await isRight('the old password')).toBe(true);
    expect(sessions).toBe(1);
  });

  it('does nothing while a server runs on the folder', async () => {
    await addAccount('Anna');
    const lock = DataDirectoryLock.take(directory);
    try {
      await expect(resetPassword(directory, null, 'the new password')).rejects.toThrow(
        'is in use by another Shoal',
      );
    } finally {
      lock.release();
    }
  });

  it('says so where there is no account, and makes no database where there is none', async () => {
    await expect(resetPassword(directory, null, 'the new password')).rejects.toThrow(
      'There is no database in',
    );
    await (await openDatabase(directory)).destroy();
    await expect(resetPassword(directory, null, 'the new password')).rejects.toThrow(
      'There is no account yet',
    );
  });

  it('makes up passwords that differ and are long', () => {
    expect(randomPassword()).toMatch(/^[a-z2-9]{5}(?:-[a-z2-9]{5}){3}$/);
    expect(randomPassword()).not.toBe(randomPassword());
  });
});
