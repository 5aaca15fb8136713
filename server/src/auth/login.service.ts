/** The ways to a session, and out of it. */
import { Injectable } from '@nestjs/common';
import { ProblemException, toProblem } from '../http/problem.ts';
import type { ChangePasswordRequest, LoginRequest, SetupRequest } from '@shared/dto/auth.js';
import type { Principal } from './access.ts';
import { AccountService } from './account.service.ts';
import { CHALLENGE } from './auth.guard.ts';
import type { Caller } from './caller.ts';
import { LoginAttempts } from './login-attempts.service.ts';
import { SessionService, type OpenedSession } from './session.service.ts';
import { SetupService } from './setup.service.ts';

@Injectable()
export class LoginService {
  constructor(
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly setup: SetupService,
    private readonly attempts: LoginAttempts,
  ) {}

  /** Makes the first account, and logs it in. */
  async setUp(request: SetupRequest, caller: Caller): Promise<OpenedSession> {
    const account = await this.attempts.setup(caller, () => this.setup.complete(request));
    return this.sessions.open(account, caller);
  }

  /** `before` is the session that the browser had: the new one takes its place. */
  async logIn(
    { username, password }: LoginRequest,
    caller: Caller,
    before: Principal | null,
  ): Promise<OpenedSession> {
    const changes = this.accounts.passwordChanges;
    const account = await this.attempts.login(caller, username, async () => {
      const verified = await this.accounts.verify(username, password);
      if (!verified) throw wrongCredentials();
      return verified;
    });
    if (before?.via === 'session') {
      await this.#endIfThere(before.credentialId, before.accountId);
    }
    const session = await this.sessions.open(account, caller);
    if (changes === this.accounts.passwordChanges) return session;
    // It may have been the password of before that was verified, and all its sessions have just been ended.
    await this.#endIfThere(session.principal.credentialId, account.id);
    throw wrongCredentials();
  }

  async logOut({ via, credentialId, accountId }: Principal): Promise<void> {
    if (via !== 'session') {
      const detail = 'A token is no session: delete it instead of logging out.';
      throw new ProblemException(409, 'session-needed', detail);
    }
    await this.sessions.end(credentialId, accountId);
  }

  /** Ends all other sessions of the account. Tokens stay. */
  async changePassword(
    request: ChangePasswordRequest,
    caller: Caller,
    principal: Principal,
  ): Promise<void> {
    const { accountId, accountName } = principal;
    await this.attempts.passwordChange(caller, accountId, async () => {
      const account = await this.accounts.verify(accountName, request.currentPassword);
      if (!account) {
        throw new ProblemException(403, 'wrong-password', 'The current password is wrong.');
      }
      await this.accounts.changePassword(account, request.newPassword);
    });
    await this.sessions.endOthers(principal);
  }

  async #endIfThere(id: string, accountId: string): Promise<void> {
    await this.sessions.end(id, accountId).catch((error: unknown) => {
      if (toProblem(error)?.code !== 'session-not-found') throw error;
    });
  }
}

/** One sentence for both: it does not tell whether there is such an account. */
function wrongCredentials(): ProblemException {
  const detail = 'The user name or the password is wrong.';
  return new ProblemException(401, 'wrong-credentials', detail).withHeaders(CHALLENGE);
}
