/**
 * Who may call what. Every route says it, by `RequireScope` or `Public`; one that says nothing is refused to
 * everybody. The OpenAPI document tells it as `x-shoal-scope`.
 */
import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@shared/dto/auth.js';

export const ACCESS = 'shoal:access';
export type Access = Scope | 'public';

/** Who makes a request: an account, by one of its credentials. */
export interface Principal {
  accountId: string;
  accountName: string;
  /** How it proved that: a browser's session, or a token. */
  via: 'session' | 'token';
  /** Public id of the session or token: it says nothing that would let one in. */
  credentialId: string;
  scope: Scope;
}

/** Callable with a session or a token that has this scope. */
export function RequireScope(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, scope satisfies Access),
    ApiExtension('x-shoal-scope', scope),
    ApiBearerAuth('token'),
    ApiCookieAuth('session'),
  );
}

/** Callable by anybody: for what must work before one is let in. */
export function Public(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, 'public' satisfies Access),
    ApiExtension('x-shoal-scope', 'public'),
    ApiSecurity({}),
  );
}

/** A request that the guard let through. */
export interface AuthenticatedRequest {
  principal?: Principal;
}

/** The principal of the request, as a parameter of a handler that is not public. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (!principal) throw new Error('A public route asks for the principal.');
    return principal;
  },
);
