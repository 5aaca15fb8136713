/** Browsers that are logged in. A session begins with a secret of its own, never with one that the browser brought. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { SESSION_REPOSITORY, type SessionRepository } from '../database/session-repository.port.ts';
import { ProblemException } from '../http/problem.ts';
import type { SessionDto } from '@shared/dto/auth.js';
import type { Principal } from './access.ts';
import { AuthenticationService, type Credential } from './authentication.service.ts';
import type { Caller } from './caller.ts';
import { newSessionSecret, secretHash } from './secrets.ts';
import { endedBefore, sessionEnd } from './session-times.ts';

const MOST_SESSIONS = 100;

export interface OpenedSession extends Credential {
  /** For the cookie; nobody else learns it. */
  secret: string;
}

@Injectable()
export class SessionService implements OnModuleInit {
  constructor(
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'sessionDays'>,
    @Inject(SESSION_REPOSITORY) private readonly sessions: SessionRepository,
    private readonly authentication: AuthenticationService,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.#deleteEnded();
  }

  async open(account: { id: string; name: string }, caller: Caller): Promise<OpenedSession> {
    await this.#deleteEnded();
    const [id, secret, now] = [randomUUID(), newSessionSecret(), Date.now()];
    const session = {
      id,
      secretHash: secretHash(secret),
      accountId: account.id,
      createdAt: now,
      lastUsedAt: now,
      address: caller.address,
      userAgent: caller.userAgent,
    };
    this.authentication.revoke(await this.sessions.insert(session, MOST_SESSIONS));
    const principal: Principal = {
      accountId: account.id,
      accountName: account.name,
      via: 'session',
      credentialId: id,
      scope: 'admin',
    };
    return { secret, principal, expiresAt: sessionEnd(session, this.config.sessionDays) };
  }

  async list({ accountId, credentialId }: Principal): Promise<SessionDto[]> {
    const now = Date.now();
    const sessions = await this.sessions.list(accountId);
    return sessions
      .map((session) => ({ session, end: sessionEnd(session, this.config.sessionDays) }))
      .filter(({ end }) => end > now)
      .map(({ session, end }) => ({
        id: session.id,
        current: session.id === credentialId,
        createdAt: new Date(session.createdAt).toISOString(),
        lastUsedAt: new Date(session.lastUsedAt).toISOString(),
        expiresAt: new Date(end).toISOString(),
        address: session.address,
        userAgent: session.userAgent,
      }));
  }

  async end(id: string, accountId: string): Promise<void> {
    if (!(await this.sessions.delete(id, accountId))) {
      throw new ProblemException(404, 'session-not-found', 'There is no such session.');
    }
    this.authentication.revoke([id]);
  }

  /** All of the account but the one that asks. */
  async endOthers({ accountId, credentialId }: Principal): Promise<void> {
    this.authentication.revoke(await this.sessions.deleteAll(accountId, credentialId));
  }

  async #deleteEnded(): Promise<void> {
    const { createdAt, lastUsedAt } = endedBefore(Date.now(), this.config.sessionDays);
    await this.sessions.deleteOld(createdAt, lastUsedAt);
  }
}
