/**
 * The guard comes after the body was read and parsed, and bodies may be megabytes. So whoever sends a long one, or does
 * not say how long it is, says first who it is. Login and setup, which strangers may send, have a limit of their own
 * before this.
 */
import type { Request, RequestHandler } from 'express';
import { ProblemException, sendProblem } from '../http/problem.ts';
import { admit } from './auth.guard.ts';
import type { AuthenticationService } from './authentication.service.ts';

const LONGEST_OF_STRANGERS = 16 * 1024;
const OPEN_PATHS = '/api/auth/';

/** Comes before the parser of bodies. */
export function keepStrangersShort(authentication: AuthenticationService): RequestHandler {
  return async (request, response, next) => {
    if (!isLong(request) || request.path.startsWith(OPEN_PATHS)) {
      next();
      return;
    }
    try {
      await admit(authentication, request, 'read');
    } catch (error) {
      if (!(error instanceof ProblemException)) throw error;
      response.set(error.headers);
      sendProblem(response, error.problem);
      return;
    }
    next();
  };
}

function isLong({ headers }: Request): boolean {
  const isShort = Number(headers['content-length'] ?? 0) <= LONGEST_OF_STRANGERS;
  return !isShort || headers['transfer-encoding'] !== undefined;
}
