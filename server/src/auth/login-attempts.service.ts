/** Holds back whoever guesses passwords or codes, and tells how long to wait. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  accountNameKey,
  ACCOUNT_REPOSITORY,
  type AccountRepository,
} from '../database/account-repository.port.ts';
import { SESSION_REPOSITORY, type SessionRepository } from '../database/session-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import { addressGroup } from './address-group.ts';
import type { Caller } from './caller.ts';
import { LoginThrottle, type Guess } from './login-throttle.ts';

/** What tells that a guess was judged and wrong. */
const WRONG: ReadonlySet<ProblemCode> = new Set([
  'wrong-credentials',
  'wrong-password',
  'wrong-setup-code',
]);

@Injectable()
export class LoginAttempts implements OnModuleInit {
  readonly #throttle = new LoginThrottle();

  constructor(
    @Inject(ACCOUNT_REPOSITORY) private readonly accounts: AccountRepository,
    @Inject(SESSION_REPOSITORY) private readonly sessions: SessionRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  /** Those who are logged in were right once: a restart does not forget them. */
  async onModuleInit(): Promise<void> {
    for (const { id, name } of await this.accounts.list()) {
      for (const { address } of await this.sessions.list(id)) {
        this.#throttle.remember({ caller: addressGroup(address), account: loginOf(name) });
      }
    }
  }

  /** Judges a login by `work`, unless there were too many. */
  login<Result>(caller: Caller, username: string, work: () => Promise<Result>): Promise<Result> {
    return this.#judge(caller, loginOf(username), work);
  }

  /** Apart from logins: who guesses at those from outside does not keep the user from this. */
  passwordChange<Result>(
    caller: Caller,
    accountId: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return this.#judge(caller, `password ${accountId}`, work);
  }

  /** For each caller by itself: nobody guesses the code, and nobody keeps the owner from using it. */
  setup<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result> {
    return this.#judge(caller, `setup ${addressGroup(caller.address)}`, work);
  }

  async #judge<Result>(
    { address }: Caller,
    account: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const guess: Guess = { caller: addressGroup(address), account };
    // Not the clock on the wall, which somebody may set.
    const wait = this.#throttle.begin(guess, performance.now());
    if (wait > 0) throw tooMany(wait);
    try {
      const result = await work();
      this.#throttle.succeeded(guess);
      return result;
    } catch (error) {
      const isWrong = error instanceof ProblemException && WRONG.has(error.problem.code);
      if (isWrong) this.logger.warn('wrong password or code', { address });
      else this.#throttle.cancelled(guess);
      throw error;
    }
  }
}

function loginOf(username: string): string {
  return `login ${accountNameKey(username)}`;
}

function tooMany(waitMs: number): ProblemException {
  const seconds = Math.ceil(waitMs / 1_000);
  const unit = seconds === 1 ? 'second' : 'seconds';
  const detail = `Too many wrong attempts. Try again in ${seconds} ${unit}.`;
  return new ProblemException(429, 'too-many-attempts', detail).withHeaders({
    'Retry-After': String(seconds),
  });
}
