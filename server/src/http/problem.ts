/**
 * Errors of the REST edge as problem documents (RFC 9457). Invariant: a 4xx is the caller's fault and says
 * in one sentence what to do; a 5xx is ours and says nothing of our insides.
 */
import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { EngineError, MetainfoError, RequestError } from '../engine/index.ts';
import { isDiskFull } from '../database/sqlite-faults.ts';
import { PROBLEM_CATALOGUE, type ProblemStatus } from '../openapi/problem-catalogue.ts';
import type { Problem } from '@shared/dto/problem.js';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import type { Response } from 'express';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A failed call with its stable code, which is in the catalogue with just this status. */
export class ProblemException<Code extends ProblemCode = ProblemCode> extends HttpException {
  readonly problem: Problem;
  /** What goes with it beside the document, such as Retry-After. */
  headers: Readonly<Record<string, string>> = {};

  constructor(status: ProblemStatus<Code>, code: Code, detail: string, errors?: Problem['errors']) {
    super(detail, status);
    this.problem = makeProblem(status, code, detail, errors);
  }

  withHeaders(headers: Readonly<Record<string, string>>): this {
    this.headers = headers;
    return this;
  }
}

const DATA_DISK_FULL =
  'The disk of the data folder is full, so nothing can be changed. Make room on it, then try again.';

/** Names of the faults that only have an HTTP status. */
const STATUS_PROBLEM_CODES: Record<number, ProblemCode> = {
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

export function makeProblem<Code extends ProblemCode>(
  status: ProblemStatus<Code>,
  code: Code,
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
  if (error instanceof RequestError || error instanceof MetainfoError) {
    return makeProblem(PROBLEM_CATALOGUE[error.code].status, error.code, error.message);
  }
  if (isDiskFull(error)) return makeProblem(507, 'data-disk-full', DATA_DISK_FULL);
  if (error instanceof EngineError) return null;
  const status = clientFaultStatus(error);
  if (status === null) return null;
  const code = STATUS_PROBLEM_CODES[status] ?? 'bad-request';
  return { ...makeProblem(PROBLEM_CATALOGUE[code].status, code, (error as Error).message), status };
}

/** The code of the problem that a request was answered with; undefined where it was none. */
export function problemCodeOf(response: Response): ProblemCode | undefined {
  return (response.locals as { problemCode?: ProblemCode }).problemCode;
}

export function sendProblem(response: Response, problem: Problem): void {
  response.locals['problemCode'] = problem.code;
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
