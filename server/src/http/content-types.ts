/**
 * What a request's body may be: JSON, and a multipart form where a file is uploaded. A page of somebody else can have
 * a browser send forms and plain text anywhere without asking first, but not these to us (checkOrigin), and not JSON
 * to anybody. Compressed bodies are refused: a small one may be huge. So are forms that do not say how long they are,
 * or are longer than any that is taken: they are not even read.
 */
import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { MAX_TORRENT_FILE_BYTES } from '@shared/dto/torrent.js';
import type { Problem } from '@shared/dto/problem.js';
import { makeProblem, sendProblem } from './problem.ts';

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const FORM_TYPE = /^multipart\/form-data\s*;/i;
/** The file and what stands around it. */
const MOST_FORM_BYTES = MAX_TORRENT_FILE_BYTES + 64 * 1024;
/** A caller that is still sending reads the answer only if it can go on: so much is taken and thrown away. */
const MOST_DRAINED_BYTES = 64 * 1024 * 1024;

/** `uploadPath` takes forms as well. */
export function checkContentType(uploadPath: string): RequestHandler {
  return (request, response, next) => {
    const problem = hasBody(request) ? problemOf(request, request.path === uploadPath) : null;
    if (problem === null) next();
    else refuse(request, response, problem);
  };
}

function problemOf({ headers }: IncomingMessage, takesForm: boolean): Problem | null {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return wrongType('The body must not be compressed.');
  const type = headers['content-type'] ?? '';
  if (JSON_TYPE.test(type)) return null;
  if (takesForm && FORM_TYPE.test(type)) return problemOfLength(headers['content-length']);
  return wrongType(
    takesForm
      ? 'The body must be a form with the file (multipart/form-data), or JSON (Content-Type: application/json).'
      : 'The body must be JSON (Content-Type: application/json).',
  );
}

function wrongType(detail: string): Problem {
  return makeProblem(415, 'unsupported-media-type', detail);
}

function problemOfLength(length: string | undefined): Problem | null {
  if (length === undefined) {
    return makeProblem(411, 'length-required', 'A form must say how long it is (Content-Length).');
  }
  if (Number(length) <= MOST_FORM_BYTES) return null;
  return makeProblem(413, 'too-large', 'The form is larger than any .torrent file that is taken.');
}

function refuse(request: Request, response: Response, problem: Problem): void {
  const length = Number(request.headers['content-length'] ?? Infinity);
  if (length <= MOST_DRAINED_BYTES) request.resume();
  else response.setHeader('Connection', 'close');
  sendProblem(response, problem);
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
