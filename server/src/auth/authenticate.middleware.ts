/** The guard for what is no controller, such as the pages of the API's documentation. */
import type { Request, RequestHandler } from 'express';
import { sendProblem, toProblem, ProblemException } from '../http/problem.ts';
import type { Scope } from '@shared/dto/auth.js';
import type { AuthenticatedRequest } from './access.ts';
import { admit } from './auth.guard.ts';
import type { AuthenticationService } from './authentication.service.ts';

/** Lets a request pass whose credential has the scope; answers all others itself. */
export function authenticateMiddleware(
  authentication: AuthenticationService,
  scope: Scope,
): RequestHandler {
  return async (request: Request & AuthenticatedRequest, response, next) => {
    try {
      request.principal = await admit(authentication, request, scope);
    } catch (error) {
      const problem = toProblem(error);
      if (!problem) throw error;
      if (error instanceof ProblemException) response.set(error.headers);
      sendProblem(response, problem);
      return;
    }
    next();
  };
}
