/**
 * Writes the failures of every call into the document: those that the route names with `@ApiProblems`, and
 * those of the door, which any route of its kind may answer with. Each status says which codes it may carry.
 */
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { PROBLEM_CATALOGUE } from './problem-catalogue.ts';

export const PROBLEMS_EXTENSION = 'x-shoal-problems';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Response = NonNullable<Operation['responses'][string]>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const PROBLEM_SCHEMA = { $ref: '#/components/schemas/ProblemDto' };

const SECONDS = { schema: { type: 'integer', minimum: 0 } } as const;
const HEADERS: Record<number, NonNullable<Extract<Response, { headers?: object }>['headers']>> = {
  401: {
    'WWW-Authenticate': {
      description: 'How to authenticate: `Bearer`.',
      schema: { type: 'string' },
    },
  },
  429: { 'Retry-After': { description: 'Seconds to wait.', ...SECONDS } },
};

export function documentProblems(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) documentProblemsOf(operation, method !== 'get');
    }
  }
}

function documentProblemsOf(operation: Operation, isChange: boolean): void {
  const extended = operation as Operation & { [PROBLEMS_EXTENSION]?: readonly ProblemCode[] };
  const own = extended[PROBLEMS_EXTENSION] ?? [];
  delete extended[PROBLEMS_EXTENSION];
  const codes = new Set([...own, ...doorProblems(operation, isChange)]);
  const byStatus = Map.groupBy(codes, (code) => PROBLEM_CATALOGUE[code].status);
  for (const [status, codesOfStatus] of byStatus) {
    operation.responses[status] = problemResponse(status, codesOfStatus);
  }
}

/** What is answered before a handler is reached, or from under it. */
function doorProblems(operation: Operation, isChange: boolean): ProblemCode[] {
  const isPublic = (operation as { 'x-shoal-scope'?: string })['x-shoal-scope'] === 'public';
  const hasBody = operation.requestBody !== undefined;
  const hasQuery = (operation.parameters ?? []).some((one) => 'in' in one && one.in === 'query');
  const codes: ProblemCode[] = ['bad-request', 'wrong-host', 'internal', 'stopping'];
  if (hasBody || hasQuery) codes.push('validation-failed');
  if (hasBody) codes.push('too-large', 'unsupported-media-type');
  if (isChange) codes.push('foreign-origin', 'data-disk-full');
  if (!isPublic) codes.push('unauthenticated', 'scope-missing', 'rate-limited', 'engine-stopped');
  return codes;
}

function problemResponse(status: number, codes: readonly ProblemCode[]): Response {
  const lines = codes.map((code) => `- \`${code}\`: ${PROBLEM_CATALOGUE[code].meaning}`);
  const narrowed = { type: 'object', properties: { code: { enum: [...codes] } } };
  const headers = HEADERS[status];
  return {
    description: lines.join('\n'),
    ...(headers && { headers }),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { allOf: [PROBLEM_SCHEMA, narrowed] } } },
  };
}
