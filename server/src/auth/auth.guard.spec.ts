import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '@shared/dto/auth.js';
import { Public, RequireScope, type AuthenticatedRequest, type Principal } from './access.ts';
import { AuthGuard } from './auth.guard.ts';
import type { AuthenticationService } from './authentication.service.ts';

@RequireScope('read')
class Routes {
  inherits(): void {}
  @Public() open(): void {}
  @RequireScope('read') reads(): void {}
  @RequireScope('control') controls(): void {}
  @RequireScope('admin') administers(): void {}
}

class Forgotten {
  route(): void {}
}

const principalWith = (scope: Scope): Principal => ({
  accountId: 'a',
  accountName: 'anna',
  via: 'token',
  credentialId: 't',
  scope,
});

function ask(
  routes: typeof Routes | typeof Forgotten,
  name: string,
  scope: Scope | null,
): { request: AuthenticatedRequest; answer: Promise<boolean> } {
  const authentication = {
    authenticate: () => Promise.resolve(scope && principalWith(scope)),
  } as unknown as AuthenticationService;
  const request: AuthenticatedRequest & { headers: object } = { headers: {} };
  const context = {
    getType: () => 'http',
    getHandler: () => (routes.prototype as unknown as Record<string, unknown>)[name],
    getClass: () => routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  return { request, answer: new AuthGuard(new Reflector(), authentication).canActivate(context) };
}

describe('AuthGuard', () => {
  it('lets anybody in where it is public', async () => {
    expect(await ask(Routes, 'open', null).answer).toBe(true);
  });

  it('refuses a route that does not say who may call it, even to an administrator', async () => {
    await expect(ask(Forgotten, 'route', 'admin').answer).rejects.toMatchObject({
      problem: { status: 403, code: 'forbidden' },
    });
  });

  it('asks for a credential, and says how to send one', async () => {
    await expect(ask(Routes, 'reads', null).answer).rejects.toMatchObject({
      problem: { status: 401, code: 'unauthenticated' },
      headers: { 'WWW-Authenticate': 'Bearer realm="Shoal"' },
    });
  });

  const needs = {
    inherits: 'read',
    reads: 'read',
    controls: 'control',
    administers: 'admin',
  } as const;
  const cases = Object.entries(needs).flatMap(([name, needed]) =>
    SCOPES.map((scope) => ({ name, needed, scope })),
  );
  const isEnough = ({ needed, scope }: (typeof cases)[number]): boolean =>
    SCOPES.indexOf(scope) >= SCOPES.indexOf(needed);

  it.each(cases.filter(isEnough))('takes $scope where $name needs $needed', async (each) => {
    const { request, answer } = ask(Routes, each.name, each.scope);
    expect(await answer).toBe(true);
    expect(request.principal).toEqual(principalWith(each.scope));
  });

  it.each(cases.filter((each) => !isEnough(each)))(
    'refuses $scope where $name needs $needed',
    async (each) => {
      const { request, answer } = ask(Routes, each.name, each.scope);
      await expect(answer).rejects.toMatchObject({
        problem: {
          status: 403,
          code: 'scope-missing',
          detail: expect.stringContaining(each.needed),
        },
      });
      expect(request.principal).toBeUndefined();
    },
  );
});
