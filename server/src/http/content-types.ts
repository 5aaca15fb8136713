/**
 * What a request's body may be: JSON, and a multipart form where a file is uploaded. A page of somebody else can have
 * a browser send forms and plain text anywhere without asking first, but not these to us (checkOrigin), and not JSON
 * to anybody. Compressed bodies are refused: a small one may be huge.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { makeProblem, sendProblem } from './problem.ts';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const FORM_TYPE = /^multipart\/form-data\s*;/i;

/** `uploadPath` takes forms as well. */
export function checkContentType(uploadPath: string): RequestHandler {
  return (request, response, next) => {
    const refusal = hasBody(request) ? refusalOf(request, request.path === uploadPath) : null;
    if (refusal === null) {
      next();
      return;
    }
    // What comes is not read: the connection ends with the answer.
    response.setHeader('Connection', 'close');
    sendProblem(response, makeProblem(415, 'unsupported-media-type', refusal));
  };
}

function refusalOf({ headers }: IncomingMessage, takesForm: boolean): string | null {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return 'The body must not be compressed.';
  const type = headers['content-type'] ?? '';
  if (JSON_TYPE.test(type) || (takesForm && FORM_TYPE.test(type))) return null;
  return takesForm
    ? 'The body must be a form with the file (multipart/form-data), or JSON (Content-Type: application/json).'
    : 'The body must be JSON (Content-Type: application/json).';
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
