/**
 * Writes the failures of every call into the document: those that the route names with `@ApiProblems`, and
 * those of the door, which any route of its kind may answer with. Each status says which codes it may carry.
 */
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { isPublic, operationsOf, type Operation, type Response } from './document-walk.ts';
import { PROBLEM_CATALOGUE } from './problem-catalogue.ts';

export const PROBLEMS_EXTENSION = 'x-shoal-problems';

const PROBLEM_SCHEMA = { $ref: '#/components/schemas/ProblemDto' };
/** An answer of more codes than this has no name of its own: it stands in its operation. */
const MOST_CODES_OF_A_NAME = 3;

type Headers = NonNullable<Exclude<Response, { $ref: string }>['headers']>;

const RETRY_AFTER: Headers = {
  'Retry-After': {
    description: 'Seconds to wait, where that is known.',
    schema: { type: 'integer', minimum: 0 },
  },
};
const AUTHENTICATE: Headers = {
  'WWW-Authenticate': {
    description: 'How to authenticate: `Bearer`.',
    schema: { type: 'string' },
  },
};
const HEADERS: Record<number, Headers> = {
  401: AUTHENTICATE,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};

export function documentProblems(document: OpenAPIObject): void {
  const named = ((document.components ??= {}).responses ??= {});
  for (const { operation, method } of operationsOf(document)) {
    const codes = new Set([...takeOwnProblems(operation), ...doorProblems(operation, method)]);
    const byStatus = Map.groupBy(codes, (code) => PROBLEM_CATALOGUE[code].status);
    for (const [status, codesOfStatus] of byStatus) {
      const response = problemResponse(status, codesOfStatus);
      const name = codesOfStatus.toSorted().map(pascalCase).join('Or');
      const isNamed = codesOfStatus.length <= MOST_CODES_OF_A_NAME;
      if (isNamed) named[name] = response;
      operation.responses[status] = isNamed ? { $ref: `#/components/responses/${name}` } : response;
    }
  }
}

function takeOwnProblems(operation: Operation): readonly ProblemCode[] {
  const extended = operation as { [PROBLEMS_EXTENSION]?: readonly ProblemCode[] };
  const own = extended[PROBLEMS_EXTENSION] ?? [];
  delete extended[PROBLEMS_EXTENSION];
  return own;
}

/** What is answered before a handler is reached, or from under it. */
function doorProblems(operation: Operation, method: string): ProblemCode[] {
  const hasBody = operation.requestBody !== undefined;
  const hasQuery = (operation.parameters ?? []).some((one) => 'in' in one && one.in === 'query');
  const codes: ProblemCode[] = ['bad-request', 'wrong-host', 'internal', 'stopping'];
  if (hasBody || hasQuery) codes.push('validation-failed');
  if (hasBody) codes.push('too-large', 'unsupported-media-type');
  if (method !== 'get') codes.push('foreign-origin', 'data-disk-full');
  if (!isPublic(operation))
    codes.push('unauthenticated', 'scope-missing', 'rate-limited', 'engine-stopped');
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

/** `state-conflict` is `StateConflict`. */
function pascalCase(code: string): string {
  return code.replaceAll(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
