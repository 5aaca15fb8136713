/**
 * Lets everything behind it believe that it stands at `/`. Health checks and metrics, which are
 * asked for past the proxy, answer with and without the base path.
 */
import type { RequestHandler } from 'express';
import { makeProblem, sendProblem } from './problem.ts';

export function stripBasePath(basePath: string): RequestHandler {
  return (request, response, next) => {
    if (request.url.startsWith(basePath)) {
      request.url = request.url.slice(basePath.length - 1);
      next();
    } else if (request.url === basePath.slice(0, -1)) {
      response.redirect(308, basePath);
    } else if (request.url.startsWith('/health/') || request.path === '/metrics') {
      next();
    } else {
      sendProblem(response, makeProblem(404, 'not-found', `Shoal is at ${basePath}.`));
    }
  };
}
