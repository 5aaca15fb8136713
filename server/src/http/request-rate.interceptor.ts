/**
 * Limits how many requests each credential makes in a minute: a script that went wild must not keep others from being
 * answered. Every answer says how many are left, and one that refuses when to come again. Strangers are refused
 * before, or held back by the limits of logins.
 */
import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Observable } from 'rxjs';
import type { AuthenticatedRequest, Principal } from '../auth/access.ts';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { ProblemException } from './problem.ts';

const WINDOW_SECONDS = 60;

@Injectable()
export class RequestRateInterceptor implements NestInterceptor {
  readonly #limiters: Readonly<Record<Principal['via'], RateLimiterMemory>>;

  constructor(@Inject(APP_CONFIG) { web }: Pick<AppConfig, 'web'>) {
    this.#limiters = {
      token: limiterOf(web.tokenRequestsPerMinute),
      session: limiterOf(web.sessionRequestsPerMinute),
    };
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const { principal } = http.getRequest<AuthenticatedRequest>();
    if (principal) await this.#count(principal, http.getResponse<Response>());
    return next.handle();
  }

  async #count({ via, credentialId }: Principal, response: Response): Promise<void> {
    const limiter = this.#limiters[via];
    const { left, wait } = await consume(limiter, credentialId);
    // draft-ietf-httpapi-ratelimit-headers-10
    response
      .setHeader('RateLimit-Policy', `"${via}";q=${limiter.points};w=${WINDOW_SECONDS}`)
      .setHeader('RateLimit', `"${via}";r=${Math.max(left, 0)};t=${wait}`);
    if (left >= 0) return;
    response.setHeader('Retry-After', wait);
    const detail = `More than ${limiter.points} requests in a minute: try again in ${wait} s.`;
    throw new ProblemException(429, 'rate-limited', detail);
  }
}

function limiterOf(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
}

/** What is left of the window's requests, negative where there are none, and the seconds to its end. */
async function consume(
  limiter: RateLimiterMemory,
  key: string,
): Promise<{ left: number; wait: number }> {
  const secondsTo = (ms: number): number => Math.max(Math.ceil(ms / 1000), 1);
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key);
    return { left: remainingPoints, wait: secondsTo(msBeforeNext) };
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { left: -1, wait: secondsTo(refusal.msBeforeNext) };
  }
}
