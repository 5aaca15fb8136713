/**
 * Counts requests, by the template of their route: never by what callers wrote, so that nobody can make series. Costs
 * an answer two additions.
 */
import { Counter, Histogram, type Registry } from 'prom-client';
import { problemCodeOf } from '../http/problem.ts';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const SECONDS = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Whatever has no route: files of the app, and what is refused at the door. */
const NO_ROUTE = 'none';

export class HttpMetrics {
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #durations: Histogram<'route'>;
  readonly #problems: Counter<'code'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'shoal_http_requests_total',
      help: 'Requests that were answered, by method, template of the route, and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'shoal_http_request_duration_seconds',
      help: 'How long requests took, by template of the route; streams of events are left out.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.#problems = new Counter({
      name: 'shoal_http_problems_total',
      help: 'Requests that failed, by code: unauthenticated, scope-missing, too-many-attempts and the others.',
      labelNames: ['code'],
      registers,
    });
  }

  readonly middleware: RequestHandler = (
    request: Request,
    response: Response,
    next: NextFunction,
  ) => {
    const startedAt = performance.now();
    response.once('finish', () => this.#count(request, response, startedAt));
    next();
  };

  #count(request: Request, response: Response, startedAt: number): void {
    const { path } = (request.route as { path?: unknown } | undefined) ?? {};
    const route = typeof path === 'string' ? path : NO_ROUTE;
    const method = METHODS.has(request.method) ? request.method : 'other';
    this.#requests.inc({ method, route, status: String(response.statusCode) });
    const isStream = String(response.getHeader('content-type')).startsWith('text/event-stream');
    if (!isStream) this.#durations.observe({ route }, (performance.now() - startedAt) / 1000);
    const code = problemCodeOf(response);
    if (code) this.#problems.inc({ code });
  }
}
