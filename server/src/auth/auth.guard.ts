/**
 * Lets a request through to a handler that is public, or whose scope its credential has. A handler that says neither is
 * refused to everybody, so that a forgotten decorator closes a route and does not open it.
 */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ProblemException } from '../http/problem.ts';
import { SCOPES, type Scope } from '@shared/dto/auth.js';
import { ACCESS, type Access, type AuthenticatedRequest, type Principal } from './access.ts';
import { AuthenticationService } from './authentication.service.ts';
import { callerOf } from './caller.ts';

/** What every 401 says (RFC 9110, section 15.5.2). */
export const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="Shoal"' } as const;

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Of a socket the handshake is checked: messages come by those that were let in.
    if (context.getType() === 'ws') return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    if (access === undefined) {
      throw new ProblemException(403, 'forbidden', 'This route says nobody who may call it.');
    }
    const request = context.switchToHttp().getRequest<Request & AuthenticatedRequest>();
    request.principal = await admit(this.authentication, request, access);
    return true;
  }
}

/** Throws the problem where the request's credential lacks the scope, or there is none. */
export async function admit(
  authentication: AuthenticationService,
  request: Request,
  scope: Scope,
): Promise<Principal> {
  const { address, isSecure } = callerOf(request);
  const principal = await authentication.authenticate(request.headers, address, isSecure);
  if (!principal) {
    const detail = 'Log in, or send a valid token as "Authorization: Bearer <token>".';
    throw new ProblemException(401, 'unauthenticated', detail).withHeaders(CHALLENGE);
  }
  if (!hasScope(principal, scope)) {
    const detail = `This needs the scope ${scope}; this token has ${principal.scope}.`;
    throw new ProblemException(403, 'scope-missing', detail);
  }
  return principal;
}

/** Each scope includes those before it. */
export function hasScope(principal: Pick<Principal, 'scope'>, scope: Scope): boolean {
  return SCOPES.indexOf(principal.scope) >= SCOPES.indexOf(scope);
}
