/**
 * Connections that outlive their handshake: web sockets, and answers that stream. Invariant: one is closed within a
 * second of the end of its credential, be that a logout, a changed password, a revocation or its time. An open one
 * counts as use, so that a browser that only listens stays logged in.
 */
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import type { Logger } from '../engine/index.ts';
import type { Principal } from './access.ts';
import { AuthenticationService, type Credential } from './authentication.service.ts';
import type { Caller } from './caller.ts';

/** How often the clock is asked whether one has ended. */
const TICK_MS = 500;
/** How often a credential is looked at again, which keeps its last use true to the minute. */
const LOOK_INTERVAL_MS = 30_000;

export type LiveCaller = Pick<Caller, 'address' | 'isSecure'>;

interface LiveConnection {
  request: IncomingMessage;
  caller: LiveCaller;
  close: () => void;
  /** Null until the first look. */
  credential: Credential | null;
  lookedAt: number;
}

@Injectable()
export class LiveConnections implements OnModuleDestroy {
  readonly #connections = new Set<LiveConnection>();
  readonly #principals = new WeakMap<IncomingMessage, Principal>();
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly authentication: AuthenticationService,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {
    this.#stopListening = authentication.onRevoked((id) => this.#closeThoseOf(id));
  }

  onModuleDestroy(): void {
    this.#stopListening();
    for (const connection of this.#connections) this.#forget(connection);
  }

  /** Who asks for one; null for nobody. */
  async authenticate(request: IncomingMessage, caller: LiveCaller): Promise<Principal | null> {
    const { address, isSecure } = caller;
    const principal = await this.authentication.authenticate(request.headers, address, isSecure);
    if (principal) this.#principals.set(request, principal);
    return principal;
  }

  /** Who asked by this request, once that was authenticated; null for nobody. */
  principalOf(request: IncomingMessage): Principal | null {
    return this.#principals.get(request) ?? null;
  }

  /**
   * Watches over an open connection that began with this request: `close` is called when its credential ends, at once
   * where that was while it opened. Returns what to call when it is closed.
   */
  hold(request: IncomingMessage, caller: LiveCaller, close: () => void): () => void {
    const connection = { request, caller, close, credential: null, lookedAt: Date.now() };
    this.#connections.add(connection);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    void this.#look(connection);
    return () => this.#forget(connection);
  }

  #tick(): void {
    const now = Date.now();
    for (const connection of this.#connections) {
      const { credential, lookedAt } = connection;
      const hasEnded = credential !== null && (credential.expiresAt ?? Infinity) <= now;
      if (hasEnded || Math.abs(now - lookedAt) >= LOOK_INTERVAL_MS) void this.#look(connection);
    }
  }

  async #look(connection: LiveConnection): Promise<void> {
    connection.lookedAt = Date.now();
    const { address, isSecure } = connection.caller;
    try {
      const { headers } = connection.request;
      connection.credential = await this.authentication.identify(headers, address, isSecure);
      if (!connection.credential) this.#close(connection);
    } catch (error) {
      // A fault of the database is no reason to let somebody stay whom nobody knows.
      this.logger.warn('credential of an open connection not read', { error: String(error) });
      if (!connection.credential) this.#close(connection);
    }
  }

  #closeThoseOf(credentialId: string): void {
    for (const connection of this.#connections) {
      if (connection.credential?.principal.credentialId === credentialId) this.#close(connection);
    }
  }

  #close(connection: LiveConnection): void {
    if (!this.#connections.has(connection)) return;
    this.#forget(connection);
    connection.close();
  }

  #forget(connection: LiveConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
