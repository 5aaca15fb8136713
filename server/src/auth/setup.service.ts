/**
 * The first start: an account from the environment, or a one-time code for whoever reads the server's output. There
 * is never a default password. Invariant: once there is an account, nothing here makes another.
 */
import type { AppConfig, FirstAccount } from '../config/app-config.ts';
import { ConfigError } from '../config/config-error.ts';
import type { AccountRecord } from '../database/account-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import type { SetupRequest } from '@shared/dto/auth.js';
import type { AccountService } from './account.service.ts';
import { ensureSetupCode, isSameCode, removeSetupCode } from './setup-code.ts';

type SetupConfig = Pick<AppConfig, 'dataDirectory' | 'firstAccount'>;

export class SetupService {
  readonly #accounts: AccountService;
  readonly #dataDirectory: string;
  #code: string | null;

  private constructor(accounts: AccountService, dataDirectory: string, code: string | null) {
    this.#accounts = accounts;
    this.#dataDirectory = dataDirectory;
    this.#code = code;
  }

  /** Makes the account that the environment names, where there is none. */
  static async open(
    { dataDirectory, firstAccount }: SetupConfig,
    accounts: AccountService,
    logger: Logger,
  ): Promise<SetupService> {
    if (!(await accounts.isAny())) {
      if (!firstAccount) {
        return new SetupService(accounts, dataDirectory, ensureSetupCode(dataDirectory));
      }
      await createFrom(firstAccount, accounts);
      logger.info('account made from the environment', { name: firstAccount.name });
    }
    const setup = new SetupService(accounts, dataDirectory, null);
    setup.#forgetCode();
    return setup;
  }

  get isNeeded(): boolean {
    return this.#code !== null;
  }

  /** What the user is told at the start; null where there is an account. */
  get code(): string | null {
    return this.#code;
  }

  /** Makes the first account for whoever has the code. */
  async complete({ code, username, password }: SetupRequest): Promise<AccountRecord> {
    if (this.#code === null) throw isDone();
    if (!isSameCode(code, this.#code)) {
      const detail = 'This is not the code that the server printed at its start.';
      throw new ProblemException(403, 'wrong-setup-code', detail);
    }
    const account = await this.#accounts.createFirst(username, password);
    this.#code = null;
    this.#forgetCode();
    if (!account) throw isDone();
    return account;
  }

  /** Where the file cannot be removed it stays, and is of no use to anybody. */
  #forgetCode(): void {
    try {
      removeSetupCode(this.#dataDirectory);
    } catch {
      // The folder cannot be written to, which all else tells.
    }
  }
}

function isDone(): ProblemException {
  return new ProblemException(409, 'setup-done', 'There is an account already: log in with it.');
}

async function createFrom(firstAccount: FirstAccount, accounts: AccountService): Promise<void> {
  try {
    await accounts.createFirst(firstAccount.name, firstAccount.readPassword());
  } catch (error) {
    if (!(error instanceof ProblemException)) throw error;
    const variable =
      error.problem.code === 'weak-password' ? 'SHOAL_ADMIN_PASSWORD' : 'SHOAL_ADMIN_USER';
    throw new ConfigError(`${variable} cannot be taken. ${error.message}`, { cause: error });
  }
}
