/** What a credential is made for, and what is told of it later. */
import type { Request } from 'express';

export interface Caller {
  /** As Express tells it: of a proxy's caller only where that proxy is trusted. */
  address: string;
  userAgent: string;
  /** Whether the request came by TLS, here or at a trusted proxy. */
  isSecure: boolean;
}

const LONGEST_USER_AGENT = 256;

export function callerOf(request: Request): Caller {
  return {
    address: request.ip ?? '',
    userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
    isSecure: request.secure,
  };
}
