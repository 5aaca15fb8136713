/**
 * Holds every answer of the API that a test provokes against the OpenAPI document: its status, its media type
 * and its body. So whatever the end-to-end tests try, they try the document too.
 */
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { createOpenApiDocument } from '../../server/src/openapi/document.ts';
import { documentedPath, faultsOf, resolveAnswer, type ApiDocument } from './api-document.ts';

/** Longer ones are lists of what shorter ones have too, and reading them would slow down what is measured. */
const LONGEST_BODY = 200_000;

/** The document is the same for all apps of this process. */
let shared: ApiDocument | undefined;

/** Must be called before the app listens. The faults that it finds are added to the list that it gives. */
export function watchAnswers(app: NestExpressApplication): string[] {
  const faults: string[] = [];
  app.use((request: Request, response: Response, next: NextFunction) => {
    let text: string | undefined;
    const send = response.send.bind(response);
    response.send = (body: unknown) => {
      if (typeof body === 'string') text = body;
      return send(body);
    };
    response.once('finish', () => {
      shared ??= createOpenApiDocument(app, {
        version: '0.0.0-test',
        basePath: '/',
      }) as unknown as ApiDocument;
      for (const fault of answerFaults(shared, request, response, text)) {
        faults.push(`${request.method} ${request.path} ${response.statusCode}: ${fault}`);
      }
    });
    next();
  });
  return faults;
}

function answerFaults(
  document: ApiDocument,
  request: Request,
  response: Response,
  text: string | undefined,
): string[] {
  const { path } = (request.route ?? {}) as { path?: unknown };
  // What ends before a route is reached, and what Nest answers below no route of ours.
  if (typeof path !== 'string' || response.statusCode === 304) return [];
  const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
  const operation = document.paths[documentedPath(path)]?.[method];
  if (!operation) return [];
  const documented = operation.responses[response.statusCode];
  if (!documented) return ['the document does not have this status'];
  const { content } = resolveAnswer(document, documented);
  const media = String(response.getHeader('content-type') ?? '').split(';')[0]!;
  if (media === '') return content ? ['it has no body'] : [];
  const schema = content?.[media]?.schema;
  if (!schema) return [`the document does not have the media type ${media}`];
  const isChecked = text !== undefined && text.length <= LONGEST_BODY && media.endsWith('json');
  return isChecked ? faultsOf(document, schema, JSON.parse(text)) : [];
}
