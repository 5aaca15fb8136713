/**
 * Lets few uploads in at a time, since each is kept in memory whole; the others wait, and their senders with them, for
 * nothing of them is read meanwhile. Stands before what reads the file.
 */
import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import type { Observable } from 'rxjs';
import { ProblemException } from './problem.ts';

const MOST_AT_A_TIME = 4;
const MOST_WAITING = 500;

@Injectable()
export class UploadLineInterceptor implements NestInterceptor {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const response = context.switchToHttp().getResponse<Response>();
    await this.#enter();
    if (response.destroyed) {
      this.#leave();
      throw new ProblemException(408, 'timeout', 'The sender gave up while it waited.');
    }
    response.once('close', () => this.#leave());
    return next.handle();
  }

  async #enter(): Promise<void> {
    if (this.#running < MOST_AT_A_TIME) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) {
      throw new ProblemException(503, 'unavailable', 'Too many uploads at a time. Try again soon.');
    }
    // Who leaves hands its place on.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}
