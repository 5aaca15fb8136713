/** Accounts and their passwords. There is one account for now, the administrator's. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  ACCOUNT_REPOSITORY,
  type AccountRecord,
  type AccountRepository,
} from '../database/account-repository.port.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { ProblemException } from '../http/problem.ts';
import { passwordFault, usernameFault } from './account-rules.ts';
import { PasswordHasher } from './password-hash.ts';

@Injectable()
export class AccountService {
  /** Counts changed passwords: what was verified before may be the old one. */
  #passwordChanges = 0;

  constructor(
    @Inject(ACCOUNT_REPOSITORY) private readonly accounts: AccountRepository,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  get passwordChanges(): number {
    return this.#passwordChanges;
  }

  async isAny(): Promise<boolean> {
    const [first] = await this.accounts.list();
    // A crash may have come between the account and this.
    if (first) await this.downloads.adopt({ id: first.id, name: first.name });
    return first !== undefined;
  }

  /** Null where there is one already. What was downloaded before is its own from now on. */
  async createFirst(name: string, password: string): Promise<AccountRecord | null> {
    refuseFault(usernameFault(name), 'invalid-username');
    refuseFault(passwordFault(password, name), 'weak-password');
    const passwordHash = await this.hasher.hash(password);
    const account = { id: randomUUID(), name, passwordHash, createdAt: Date.now() };
    if (!(await this.accounts.insertFirst(account))) return null;
    await this.downloads.adopt({ id: account.id, name });
    return account;
  }

  /** Null for a wrong name as for a wrong password, after the same work. */
  async verify(name: string, password: string): Promise<AccountRecord | null> {
    const account = await this.accounts.findByName(name);
    const isRight = await this.hasher.verify(password, account?.passwordHash ?? null);
    if (!account || !isRight) return null;
    if (this.hasher.isOutdated(account.passwordHash)) await this.#store(account.id, password);
    return account;
  }

  async changePassword(account: { id: string; name: string }, password: string): Promise<void> {
    refuseFault(passwordFault(password, account.name), 'weak-password');
    await this.#store(account.id, password);
    this.#passwordChanges++;
  }

  async #store(id: string, password: string): Promise<void> {
    await this.accounts.setPasswordHash(id, await this.hasher.hash(password));
  }
}

function refuseFault(fault: string | null, code: 'invalid-username' | 'weak-password'): void {
  if (fault !== null) throw new ProblemException(422, code, fault);
}
