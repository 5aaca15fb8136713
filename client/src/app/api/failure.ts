/** What went wrong with a call, in words: from the server's problem document where there is one. */
import { HttpErrorResponse } from '@angular/common/http';
import type { Problem } from '@shared/dto/problem.js';

export interface Failure {
  /** HTTP status, 0 where the server was not reached. */
  status: number;
  /** The problem's stable code, or `unreachable` or `unknown`. */
  code: string;
  /** A sentence for the user. */
  detail: string;
  /** How long to wait before the next try, where the server says so. */
  retryAfterSeconds?: number;
}

export function describeFailure(error: unknown): Failure {
  if (!(error instanceof HttpErrorResponse)) {
    return {
      status: 0,
      code: 'unknown',
      detail: $localize`Something unexpected went wrong in the app.`,
    };
  }
  if (error.status === 0) {
    return { status: 0, code: 'unreachable', detail: $localize`The server cannot be reached.` };
  }
  const problem = asProblem(error.error);
  const retryAfterSeconds = Number(error.headers.get('Retry-After'));
  return {
    status: error.status,
    code: problem?.code ?? 'unknown',
    detail: problem?.detail ?? $localize`The server answered with status ${error.status}:status:.`,
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  };
}

/** The same error with its body as text, where a call wanted bytes and so got its problem as bytes. */
export async function withTextBody(error: unknown): Promise<unknown> {
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return error;
  const { status, headers, url } = error;
  const body = await error.error.text();
  return new HttpErrorResponse({ error: body, status, headers, ...(url === null ? {} : { url }) });
}

/** The body may be a parsed document, its text, or something of a proxy's. */
function asProblem(body: unknown): Partial<Problem> | null {
  if (typeof body === 'string') {
    try {
      return asProblem(JSON.parse(body));
    } catch {
      // Not JSON: an error page of a proxy.
      return null;
    }
  }
  const hasDetail =
    typeof body === 'object' &&
    body !== null &&
    'detail' in body &&
    typeof body.detail === 'string';
  return hasDetail ? (body as Partial<Problem>) : null;
}
