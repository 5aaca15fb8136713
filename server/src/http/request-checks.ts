/**
 * Which requests are ours to answer, for HTTP and for the event stream's handshake alike. A web page of
 * somebody else must neither reach us through a name that it makes point here (DNS rebinding: the Host
 * header is then that name), nor have a browser send us commands (its Origin is then that page's).
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { isLoopbackAddress } from '../config/setting-values.ts';
import { makeProblem, sendProblem } from './problem.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether the request names this machine by a loopback address or `localhost`. */
export function hasTrustedHost(headers: IncomingHttpHeaders): boolean {
  const url = parseUrl(`http://${headers.host ?? ''}`);
  if (!url || url.host !== withoutDefaultPort(headers.host)) return false;
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isLoopbackAddress(name);
}

/** Whether the request comes from no page at all, or from one that we served. */
export function hasTrustedOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (headers.origin === undefined) return true;
  const origin = parseUrl(headers.origin);
  return origin !== null && origin.host === withoutDefaultPort(headers.host);
}

export function checkHost(request: Request, response: Response, next: NextFunction): void {
  if (hasTrustedHost(request.headers)) {
    next();
    return;
  }
  const detail = 'Shoal answers to localhost and loopback addresses only.';
  sendProblem(response, makeProblem(421, 'wrong-host', detail));
}

export function checkOrigin(request: Request, response: Response, next: NextFunction): void {
  if (SAFE_METHODS.has(request.method) || hasTrustedOrigin(request.headers)) {
    next();
    return;
  }
  const detail = 'A page of another origin may not change anything here.';
  sendProblem(response, makeProblem(403, 'foreign-origin', detail));
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** As URL prints it: lower case, without port 80. */
function withoutDefaultPort(host: string | undefined): string | undefined {
  return host?.toLowerCase().replace(/:80$/, '');
}
