/**
 * Errors of the REST edge as problem documents (RFC 9457). Invariant: a 4xx is the caller's fault and says
 * in one sentence what to do; a 5xx is ours and says nothing of our insides.
 */
import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import {
  EngineError,
  MetainfoError,
  RequestError,
  type RequestErrorCode,
} from '../engine/index.ts';
import { isDiskFull } from '../database/sqlite-faults.ts';
import type { Problem } from '@shared/dto/problem.js';
import type { Response } from 'express';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A failed call with its stable code. */
export class ProblemException extends HttpException {
  readonly problem: Problem;

  constructor(status: number, code: string, detail: string, errors?: Problem['errors']) {
    super(detail, status);
    this.problem = makeProblem(status, code, detail, errors);
  }
}

const REQUEST_ERROR_STATUS: Record<RequestErrorCode, number> = {
  'download-not-found': 404,
  'download-exists': 409,
  'state-conflict': 409,
  'path-conflict': 409,
  'volume-missing': 409,
  'disk-full': 507,
  'invalid-argument': 422,
  'engine-stopped': 503,
};

const DATA_DISK_FULL =
  'The disk of the data folder is full, so nothing can be changed. Make room on it, then try again.';

/** Names of the faults that only have an HTTP status. */
const STATUS_PROBLEM_CODES: Record<number, string> = {
  400: 'bad-request',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'timeout',
  413: 'too-large',
  415: 'unsupported-media-type',
  421: 'wrong-host',
  503: 'unavailable',
};

export function makeProblem(
  status: number,
  code: string,
  detail: string,
  errors?: Problem['errors'],
): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const problem = { type: 'about:blank', title, status, detail, code };
  return errors ? { ...problem, errors } : problem;
}

/** The problem that an error of any kind is, or null where it is a fault of our own. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof ProblemException) return error.problem;
  if (error instanceof RequestError) {
    return makeProblem(REQUEST_ERROR_STATUS[error.code], error.code, error.message);
  }
  if (error instanceof MetainfoError) {
    return makeProblem(error.code === 'too-large' ? 413 : 422, error.code, error.message);
  }
  if (isDiskFull(error)) return makeProblem(507, 'data-disk-full', DATA_DISK_FULL);
  if (error instanceof EngineError) return null;
  const status = clientFaultStatus(error);
  if (status === null) return null;
  const code = STATUS_PROBLEM_CODES[status] ?? 'bad-request';
  return makeProblem(status, code, (error as Error).message);
}

export function sendProblem(response: Response, problem: Problem): void {
  response
    .status(problem.status)
    .type(PROBLEM_MEDIA_TYPE)
    .setHeader('Cache-Control', 'no-store')
    .send(JSON.stringify(problem));
}

/** Nest's exceptions, and those of body-parser and Express, which carry a status of their own. */
function clientFaultStatus(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { statusCode, status } = error as { statusCode?: unknown; status?: unknown };
  const found = error instanceof HttpException ? error.getStatus() : (statusCode ?? status);
  return typeof found === 'number' && found >= 400 && found < 500 ? found : null;
}
