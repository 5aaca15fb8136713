/**
 * Faults of the event stream's messages. Each message has an acknowledgement, and a fault is told there
 * with a code, as a problem document is over REST.
 */
import {
  Catch,
  Inject,
  ValidationPipe,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import type { Logger } from '../engine/index.ts';
import { ProblemException, toProblem } from '../http/problem.ts';
import { VALIDATION_OPTIONS, fieldErrors } from '../http/validation.ts';
import type { WatchResult } from '@shared/events/stream.js';

export function createMessageValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    ...VALIDATION_OPTIONS,
    exceptionFactory: (errors) => {
      const detail = fieldErrors(errors).map((error) => error.message);
      return new ProblemException(400, 'validation-failed', `${detail.join('; ')}.`);
    },
  });
}

@Catch()
export class RefusedMessageFilter implements ExceptionFilter {
  constructor(@Inject(APP_LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const acknowledge = host
      .getArgs<unknown[]>()
      .find(
        (argument): argument is (result: WatchResult) => void => typeof argument === 'function',
      );
    const problem = toProblem(error);
    if (!problem) this.logger.error('message of the event stream failed', { error: String(error) });
    const { code, detail } = problem ?? {
      code: 'internal',
      detail: 'The server met a fault of its own; its log has more.',
    };
    acknowledge?.({ ok: false, code, detail });
  }
}
