/**
 * What a browser may do with our pages. Angular puts component styles into the page at run time; they carry
 * the nonce that `client-app.ts` writes into the page, so that no inline style or script of anybody else
 * works.
 */
import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

export function securityHeaders(): RequestHandler[] {
  return [assignNonce, policy((_request, response) => `'nonce-${cspNonce(response as Response)}'`)];
}

/** The nonce of this response's content security policy. */
export function cspNonce(response: Response): string {
  return response.locals['cspNonce'] as string;
}

function assignNonce(_request: Request, response: Response, next: NextFunction): void {
  response.locals['cspNonce'] = randomBytes(16).toString('base64');
  next();
}

function policy(styleSource: (request: unknown, response: unknown) => string) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", styleSource],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Plain HTTP on this machine: whoever puts TLS in front sets this there.
    strictTransportSecurity: false,
  });
}
