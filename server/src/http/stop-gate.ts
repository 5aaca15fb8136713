/**
 * Refuses every request once the server stops, as a client or a proxy can understand it: later, and on another
 * connection. Requests that are under way go on.
 */
import type { OnModuleDestroy } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { makeProblem, sendProblem } from './problem.ts';

/** What a restart takes, with a moment for the last words. */
const RETRY_AFTER_SECONDS = 15;

export class StopGate implements OnModuleDestroy {
  #isClosed = false;

  /** For good. */
  close(): void {
    this.#isClosed = true;
  }

  onModuleDestroy(): void {
    this.close();
  }

  /** Comes before everything else. */
  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (!this.#isClosed) {
      next();
      return;
    }
    response.setHeader('Connection', 'close').setHeader('Retry-After', RETRY_AFTER_SECONDS);
    sendProblem(response, makeProblem(503, 'stopping', 'The server is stopping. Try again soon.'));
  };
}
