/**
 * Serves the built web app: files by name, and `index.html` for every page of the app's own router. Files
 * whose name carries a hash of their content never change; all others are asked for again each time.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { makeProblem, sendProblem } from './problem.ts';
import { cspNonce } from './security-headers.ts';

/** Paths that are not the app's. */
const SERVER_PATHS = /^\/(?:api(?:\/|$)|health\/(?:live|ready)$|metrics$)/;
/** Paths that are no pages either, where somebody may look for a machine's answer. */
const MACHINE_PATHS = /^\/(?:health|metrics|socket\.io)(?:\/|$)/;
/** `main-ABCD1234.js`, `chunk-1w6oj_FI.js`: how Angular's build names hashed files. */
const HASHED_NAME = /-[\w-]{8}\.(?:js|css)$/;
/** The licences of what is bundled: the build writes them beside the app's own folder. */
const LICENCES = '3rdpartylicenses.txt';

export function serveClientApp(directory: string, basePath: string): RequestHandler[] {
  const files = express.static(directory, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: setCacheHeaders,
  });
  const licences = serveLicences(join(directory, '..', LICENCES));
  const pages = servePage(join(directory, 'index.html'), basePath);
  return [files, licences, pages, refuse].map(forAppPaths);
}

function serveLicences(file: string): RequestHandler {
  return (request, response, next) => {
    if (request.path !== `/${LICENCES}` || !existsSync(file)) return next();
    response.sendFile(file);
  };
}

function forAppPaths(handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    return SERVER_PATHS.test(request.path) ? next() : handler(request, response, next);
  };
}

function setCacheHeaders(response: Response, path: string): void {
  const value = HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.setHeader('Cache-Control', value);
}

function servePage(indexFile: string, basePath: string): RequestHandler {
  let page: string | undefined;
  return (request, response, next) => {
    if (!isPage(request)) {
      next();
      return;
    }
    if (page === undefined && existsSync(indexFile)) page = readFileSync(indexFile, 'utf8');
    if (page === undefined) {
      const detail = 'The web app is not built: run "npm run build:client".';
      sendProblem(response, makeProblem(404, 'app-not-built', detail));
      return;
    }
    // The nonce is new each time, so that the page cannot be kept.
    response
      .setHeader('Cache-Control', 'no-store')
      .type('html')
      .send(adaptPage(page, basePath, cspNonce(response)));
  };
}

/** A name with a dot is a file that is not there. */
function isPage({ method, path }: Request): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  const lastName = path.slice(path.lastIndexOf('/'));
  return isRead && !lastName.includes('.') && !MACHINE_PATHS.test(path);
}

/** Nest answers below /api only: everything else ends here. */
function refuse(_request: Request, response: Response): void {
  sendProblem(response, makeProblem(404, 'not-found', 'There is nothing here.'));
}

/** Puts the base path and the nonce into the page: `ngCspNonce` is what Angular gives its styles. */
export function adaptPage(page: string, basePath: string, nonce: string): string {
  return page
    .replace(/<base href="[^"]*"\s*\/?>/, `<base href="${basePath}">`)
    .replace('<shoal-root', `<shoal-root ngCspNonce="${nonce}"`)
    .replaceAll('<style', `<style nonce="${nonce}"`);
}
