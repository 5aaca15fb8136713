/** Every error that leaves a controller, as a problem document. Faults of our own are logged, not told. */
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '../engine/index.ts';
import type { Request, Response } from 'express';
import { makeProblem, ProblemException, sendProblem, toProblem } from './problem.ts';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<Request>();
    const problem = toProblem(error);
    if (!problem && isGivenUp(request)) {
      this.logger.debug('request given up by its sender', { path: request.path });
      response.destroy();
      return;
    }
    if (!problem) this.#report(error, request);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof ProblemException) response.set(error.headers);
    const fault = 'The server met a fault of its own; its log has more.';
    sendProblem(response, problem ?? makeProblem(500, 'internal', fault));
  }

  #report(error: unknown, request: Request): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.logger.error('request failed', {
      method: request.method,
      path: request.path,
      error: text,
    });
  }
}

/** What reads a request that ends before its end fails; that is nobody's fault here. */
function isGivenUp({ destroyed, complete }: Request): boolean {
  return destroyed && !complete;
}
