/** The OpenAPI 3.1 document, made from the DTO classes that validate, and its page at /api/docs. */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { documentProblems } from './document-problems.ts';
import { ProblemDto } from './problem.dto.ts';

export interface DocumentOptions {
  version: string;
  basePath: string;
}

export function createOpenApiDocument(
  app: NestExpressApplication,
  options: DocumentOptions,
): OpenAPIObject {
  const description =
    'Bytes are integers, rates bytes per second, times ISO 8601 UTC, durations seconds, progress 0 ' +
    'to 1. Errors are problem documents (RFC 9457). What changes is told by the event stream.';
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Shoal')
    .setDescription(description)
    .setVersion(options.version)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer(options.basePath.replace(/(.)\/$/, '$1'))
    .build();
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (_controller, method, _version) => method,
    extraModels: [ProblemDto],
  });
  documentProblems(document);
  return document;
}

/** Made at the first request for it: a start does not wait for it. */
export function serveOpenApi(app: NestExpressApplication, options: DocumentOptions): void {
  SwaggerModule.setup('api/docs', app, () => createOpenApiDocument(app, options), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Shoal API',
  });
}
