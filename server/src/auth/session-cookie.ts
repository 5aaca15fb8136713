/**
 * The cookie of a browser's session. Cookies know no ports, so its name says ours: two Shoals on one host do not end
 * each other's sessions. With TLS the name's prefix makes browsers refuse one that somebody set without it, and the
 * name without a prefix counts for nothing there.
 */
import type { AddressInfo } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { stringifySetCookie } from 'cookie';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { isSessionSecret } from './secrets.ts';

/** A page of another host below ours may put some beside ours: more than a few is no browser of a user. */
const MOST_CANDIDATES = 4;

export interface CookieOptions {
  isSecure: boolean;
  /** Null takes it away. */
  secret: string | null;
  maxAgeSeconds: number;
}

@Injectable()
export class SessionCookie {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'port' | 'basePath'>,
  ) {}

  /** What the header has under our name, the likely one first. */
  read(header: string | undefined, isSecure: boolean): string[] {
    if (header === undefined) return [];
    const start = `${this.#name(isSecure)}=`;
    return header
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.startsWith(start))
      .slice(0, MOST_CANDIDATES)
      .map((part) => part.slice(start.length))
      .filter(isSessionSecret);
  }

  /** The value of a Set-Cookie header. */
  write({ isSecure, secret, maxAgeSeconds }: CookieOptions): string {
    return stringifySetCookie({
      name: this.#name(isSecure),
      value: secret ?? '',
      path: this.config.basePath,
      httpOnly: true,
      sameSite: 'strict',
      secure: isSecure,
      maxAge: secret === null ? 0 : maxAgeSeconds,
    });
  }

  #name(isSecure: boolean): string {
    const name = `shoal-session-${this.#port}`;
    if (!isSecure) return name;
    // The stronger one is for cookies of the whole host only (RFC 6265bis, section 4.1.3.2).
    return `${this.config.basePath === '/' ? '__Host-' : '__Secure-'}${name}`;
  }

  /** The one that it listens on; a configured 0 takes a free one. */
  get #port(): number {
    const server = this.adapterHost.httpAdapter?.getHttpServer() as
      { address(): AddressInfo | string | null } | undefined;
    const address = server?.address();
    return typeof address === 'object' && address ? address.port : this.config.port;
  }
}
