/** Notices in the answer to any call that the session has ended. */
import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { tap } from 'rxjs';
import { describeFailure } from '../api/failure';
import { AuthSession } from './auth-session';

/** Of a call without a session; a wrong password is refused with 401 too, by another code. */
const ENDED = 'unauthenticated';

export const authInterceptor: HttpInterceptorFn = (request, next) => {
  const session = inject(AuthSession);
  const visit = session.visit();
  const look = (error: unknown): void => {
    if (!(error instanceof HttpErrorResponse) || error.status !== 401) return;
    if (describeFailure(error).code === ENDED) session.end(visit);
  };
  return next(request).pipe(tap({ error: look }));
};
