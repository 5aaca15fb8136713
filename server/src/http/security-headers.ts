/**
 * What a browser may do with our answers. Three kinds: the app's pages and files, which run under the policy below;
 * the API's answers, which are data and may do nothing at all; and the page of the API's documentation.
 *
 * Angular puts component styles into the page at run time; they carry the nonce that `client-app.ts` writes into the
 * page, so that no inline style or script of anybody else works. Text becomes HTML only through Angular's own trusted
 * types.
 */
import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

const API_PATH = /^(?:api|health|metrics)(?:\/|$)/;
const DOCUMENTATION_PATH = /^api\/docs(?:\/|$)/;
const YEAR_SECONDS = 31_536_000;

const UNUSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const PERMISSIONS_POLICY = UNUSED_FEATURES.map((name) => `${name}=()`).join(', ');

type Source = string | ((request: unknown, response: unknown) => string);
type Directives = Record<string, Source[]>;

/** Nothing of anybody else's, in no frame of anybody. */
const CLOSED = {
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  objectSrc: ["'none'"],
};
const OWN_FILES = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
};

/** `isSecure` where this server speaks TLS itself: behind a proxy that does, the proxy says so. */
export function securityHeaders(basePath: string, isSecure: boolean): RequestHandler[] {
  const app = policy(isSecure, {
    ...CLOSED,
    ...OWN_FILES,
    baseUri: ["'self'"],
    formAction: ["'self'"],
    styleSrc: ["'self'", nonceSource],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['angular', 'angular#bundler', 'angular#components'],
  });
  const api = policy(isSecure, { ...CLOSED, defaultSrc: ["'none'"], sandbox: [] });
  const documentation = policy(isSecure, { ...CLOSED, ...OWN_FILES, styleSrc: ["'self'"] });
  return [
    (request, response, next) => {
      response.setHeader('Permissions-Policy', PERMISSIONS_POLICY);
      const path = pathBelow(basePath, request);
      if (DOCUMENTATION_PATH.test(path)) {
        documentation(request, response, next);
      } else if (API_PATH.test(path)) {
        // What is private or changes stays nowhere; a list that can be asked for again says otherwise.
        response.setHeader('Cache-Control', 'no-store');
        api(request, response, next);
      } else {
        assignNonce(response);
        app(request, response, next);
      }
    },
  ];
}

/** The nonce of this response's content security policy. */
export function cspNonce(response: Response): string {
  return response.locals['cspNonce'] as string;
}

function assignNonce(response: Response): void {
  response.locals['cspNonce'] = randomBytes(16).toString('base64');
}

function pathBelow(basePath: string, { path }: Request): string {
  return path.startsWith(basePath) ? path.slice(basePath.length) : path.slice(1);
}

function nonceSource(_request: unknown, response: unknown): string {
  return `'nonce-${cspNonce(response as Response)}'`;
}

function policy(isSecure: boolean, directives: Directives): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: isSecure && { maxAge: YEAR_SECONDS, includeSubDomains: false },
  });
}
