/**
 * Who makes a request, by its cookie or its token: for the guard, for what stands outside of controllers, and for the
 * handshakes of streams. A credential that was seen within the last seconds costs no look into the database.
 * Invariant: once `revoke` returned, the credential lets nobody in.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  API_TOKEN_REPOSITORY,
  type ApiTokenRepository,
} from '../database/api-token-repository.port.ts';
import { SESSION_REPOSITORY, type SessionRepository } from '../database/session-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import type { Principal } from './access.ts';
import { isToken, secretHash } from './secrets.ts';
import { SessionCookie } from './session-cookie.ts';
import { sessionEnd } from './session-times.ts';

/** How long the database is not asked again: another process may have changed it. */
const TRUSTED_MS = 10_000;
/** Last uses are true to that, and written no more often. */
const TOUCH_INTERVAL_MS = 60_000;
const MOST_KNOWN = 1_000;
/** More than any header that we gave a value for. */
const BEARER = /^bearer +(\S{1,200}) *$/i;

export interface Credential {
  principal: Principal;
  /** Milliseconds since 1970; null where it never ends. */
  expiresAt: number | null;
}

interface KnownCredential {
  principal: Principal;
  /** Milliseconds since 1970; of a session, when it ends if it is not used any more. */
  expiresAt: number | null;
  createdAt: number;
  lastUsedAt: number | null;
  readAt: number;
}

export type RevocationListener = (credentialId: string) => void;

@Injectable()
export class AuthenticationService {
  /** By kind and hash; the latest read last. */
  readonly #known = new Map<string, KnownCredential>();
  readonly #listeners = new Set<RevocationListener>();
  /** Counts what would make something just read untrue. */
  #revocations = 0;

  constructor(
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'sessionDays'>,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    @Inject(SESSION_REPOSITORY) private readonly sessions: SessionRepository,
    @Inject(API_TOKEN_REPOSITORY) private readonly tokens: ApiTokenRepository,
    private readonly cookie: SessionCookie,
  ) {}

  /** Null for nobody. `isSecure` is whether the request came by TLS, here or at a trusted proxy. */
  async authenticate(
    headers: IncomingHttpHeaders,
    address: string,
    isSecure = false,
  ): Promise<Principal | null> {
    return (await this.identify(headers, address, isSecure))?.principal ?? null;
  }

  /** The same, with the time that it ends at. */
  async identify(
    headers: IncomingHttpHeaders,
    address: string,
    isSecure: boolean,
  ): Promise<Credential | null> {
    const bearer = bearerOf(headers.authorization);
    // A wrong token is no reason to look at cookies: whoever sends one means it.
    if (bearer !== null) return isToken(bearer) ? this.#find('token', bearer, address) : null;
    if (isOfForeignPage(headers)) return null;
    for (const secret of this.cookie.read(headers.cookie, isSecure)) {
      const found = await this.#find('session', secret, address);
      if (found) return found;
    }
    return null;
  }

  /** Tells of each credential that lets nobody in any more. Returns how to stop listening. */
  onRevoked(listener: RevocationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called when they are gone from the database. */
  revoke(credentialIds: readonly string[]): void {
    if (credentialIds.length === 0) return;
    this.#revocations++;
    const gone = new Set(credentialIds);
    for (const [key, { principal }] of this.#known) {
      if (gone.has(principal.credentialId)) this.#known.delete(key);
    }
    for (const id of gone) for (const listener of this.#listeners) this.#tell(listener, id);
  }

  #tell(listener: RevocationListener, credentialId: string): void {
    try {
      listener(credentialId);
    } catch (error) {
      this.logger.error('a revoked credential is still in use', { error: String(error) });
    }
  }

  async #find(kind: Principal['via'], secret: string, address: string): Promise<Credential | null> {
    const key = `${kind} ${secretHash(secret)}`;
    const now = Date.now();
    const seen = this.#known.get(key);
    const isFresh = seen !== undefined && Math.abs(now - seen.readAt) < TRUSTED_MS;
    const known = isFresh ? seen : await this.#read(kind, key);
    if (!known || this.#hasExpired(known, now)) return null;
    if (now - (known.lastUsedAt ?? 0) >= TOUCH_INTERVAL_MS) this.#touch(known, now, address);
    return { principal: known.principal, expiresAt: this.#endOf(known) };
  }

  async #read(kind: Principal['via'], key: string): Promise<KnownCredential | null> {
    const revocations = this.#revocations;
    const hash = key.slice(kind.length + 1);
    const known = kind === 'token' ? await this.#readToken(hash) : await this.#readSession(hash);
    // What was read while something was revoked may be what was revoked.
    if (revocations !== this.#revocations) return this.#read(kind, key);
    this.#known.delete(key);
    if (!known) return null;
    this.#known.set(key, known);
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    return known;
  }

  async #readToken(hash: string): Promise<KnownCredential | null> {
    const token = await this.tokens.findBySecret(hash);
    if (!token) return null;
    const { id, accountId, accountName, scope, createdAt, lastUsedAt, expiresAt } = token;
    const principal: Principal = { accountId, accountName, via: 'token', credentialId: id, scope };
    return {
      principal: Object.freeze(principal),
      expiresAt,
      createdAt,
      lastUsedAt,
      readAt: Date.now(),
    };
  }

  async #readSession(hash: string): Promise<KnownCredential | null> {
    const session = await this.sessions.findBySecret(hash);
    if (!session) return null;
    const { id, accountId, accountName, createdAt, lastUsedAt } = session;
    const principal: Principal = {
      accountId,
      accountName,
      via: 'session',
      credentialId: id,
      scope: 'admin',
    };
    return {
      principal: Object.freeze(principal),
      expiresAt: null,
      createdAt,
      lastUsedAt,
      readAt: Date.now(),
    };
  }

  #endOf({ principal, createdAt, lastUsedAt, expiresAt }: KnownCredential): number | null {
    if (principal.via === 'token') return expiresAt;
    const times = { createdAt, lastUsedAt: lastUsedAt ?? createdAt };
    return sessionEnd(times, this.config.sessionDays);
  }

  #hasExpired(known: KnownCredential, now: number): boolean {
    const end = this.#endOf(known);
    return end !== null && end <= now;
  }

  /** Nobody waits for it: a full disk keeps nobody out. */
  #touch(known: KnownCredential, now: number, address: string): void {
    known.lastUsedAt = now;
    const { via, credentialId } = known.principal;
    const written =
      via === 'token'
        ? this.tokens.touch(credentialId, now)
        : this.sessions.touch(credentialId, now, address);
    written.catch((error: unknown) =>
      this.logger.debug('last use not recorded', { error: String(error) }),
    );
  }
}

/** Null where the header is not there, or is of a scheme that is not ours: a proxy's own may pass through. */
function bearerOf(header: string | undefined): string | null {
  if (header === undefined || !/^bearer\b/i.test(header)) return null;
  return BEARER.exec(header)?.[1] ?? '';
}

/**
 * Cookies know no ports, so a browser sends ours with requests of pages that another port of this host serves. It says
 * so, and such a page is nobody.
 */
function isOfForeignPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
