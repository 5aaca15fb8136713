/** What Nest itself has to say, in our own log. Its account of every route and module is for debugging. */
import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../engine/index.ts';

const START_FAULTS = 'ExceptionHandler';

export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...context: unknown[]): void {
    this.#logger.debug(describe(message), nameContext(context));
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.#logger.debug(describe(message), nameContext(context));
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.#logger.debug(describe(message), nameContext(context));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.#logger.warn(describe(message), nameContext(context));
  }

  error(message: unknown, ...context: unknown[]): void {
    // What keeps the server from starting is thrown on, and told as one sentence (serve.ts).
    if (context.at(-1) === START_FAULTS) return this.debug(message, ...context);
    this.#logger.error(describe(message), nameContext(context));
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.#logger.error(describe(message), nameContext(context));
  }
}

function describe(message: unknown): string {
  if (message instanceof Error) return message.stack ?? message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}

/** Nest puts the name of the class that speaks last. */
function nameContext(context: unknown[]): Record<string, string> {
  const last = context.at(-1);
  return typeof last === 'string' ? { from: last } : {};
}
