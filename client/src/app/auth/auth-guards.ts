/** Which page is for whom: the app for those who signed in, sign-in and setup for the others. */
import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { AuthSession } from './auth-session';

export const requireSession: CanActivateFn = async (_route, { url }) => {
  const router = inject(Router);
  const state = await inject(AuthSession).restore();
  if (state === 'signed-in') return true;
  if (state === 'setup-needed') return router.createUrlTree(['/setup']);
  const queryParams = url === '/' ? {} : { return: url };
  return router.createUrlTree(['/login'], { queryParams });
};

/** Where the server cannot be asked, the page itself says so and asks again. */
export const requireSignedOut: CanActivateFn = async (route) => {
  const router = inject(Router);
  const state = await inject(AuthSession).restore();
  if (state === 'signed-in') return router.parseUrl(returnPath(route.queryParams['return']));
  return state === 'setup-needed' ? router.createUrlTree(['/setup']) : true;
};

export const requireSetup: CanActivateFn = async () => {
  const router = inject(Router);
  const state = await inject(AuthSession).restore();
  if (state === 'setup-needed') return true;
  return router.createUrlTree([state === 'signed-in' ? '/' : '/login']);
};

/** A page of this app, whatever the address bar was made to say. */
export function returnPath(asked: unknown): string {
  const isOwn = typeof asked === 'string' && /^\/(?![/\\])/.test(asked);
  return isOwn && !/^\/(login|setup)\b/.test(asked) ? asked : '/';
}
