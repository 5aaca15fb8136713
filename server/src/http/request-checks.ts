/**
 * The first handlers of every request: called by a name of ours, and not by a page of somebody else. Invariant: a
 * foreign page changes nothing, reads nothing unless its origin is listed, and never with the user's cookie.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { makeProblem, sendProblem } from './problem.ts';
import type { WebDoor } from './web-door.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a page of a listed origin may send and read. */
const CORS_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const CORS_REQUEST_HEADERS = 'authorization, content-type, if-none-match, last-event-id';
const CORS_RESPONSE_HEADERS = 'ETag, Retry-After, RateLimit, RateLimit-Policy';
const CORS_MAX_AGE_SECONDS = 600;

export function checkHost(door: WebDoor): RequestHandler {
  return (request, response, next) => {
    if (door.hasOwnHost(request)) {
      next();
      return;
    }
    const detail =
      'Shoal does not answer to this name: open it by its address, or add the name to SHOAL_ALLOWED_HOSTS ' +
      'and start it again.';
    sendProblem(response, makeProblem(421, 'wrong-host', detail));
  };
}

export function checkOrigin(door: WebDoor): RequestHandler {
  return (request, response, next) => {
    if (door.isFromOwnPage(request)) {
      next();
      return;
    }
    if (request.headers['sec-fetch-mode'] !== 'navigate') delete request.headers.cookie;
    const origin = door.listedOrigin(request);
    if (origin !== null) letRead(response, origin);
    if (origin !== null && isPreflight(request)) {
      allowPreflight(response);
    } else if (SAFE_METHODS.has(request.method) || (origin !== null && hasToken(request))) {
      next();
    } else {
      sendProblem(response, makeProblem(403, 'foreign-origin', refusal(origin)));
    }
  };
}

function refusal(listed: string | null): string {
  return listed === null
    ? 'A page of another origin may not change anything here: list its origin in SHOAL_CORS_ORIGINS if you trust it.'
    : 'A page of a listed origin changes things with a token (Authorization: Bearer) only.';
}

function letRead(response: Response, origin: string): void {
  response
    .vary('Origin')
    .setHeader('Access-Control-Allow-Origin', origin)
    .setHeader('Access-Control-Expose-Headers', CORS_RESPONSE_HEADERS)
    .setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function allowPreflight(response: Response): void {
  response
    .status(204)
    .setHeader('Access-Control-Allow-Methods', CORS_METHODS)
    .setHeader('Access-Control-Allow-Headers', CORS_REQUEST_HEADERS)
    .setHeader('Access-Control-Max-Age', CORS_MAX_AGE_SECONDS)
    .end();
}

function hasToken({ headers }: IncomingMessage): boolean {
  return /^Bearer ./i.test(headers.authorization ?? '');
}
