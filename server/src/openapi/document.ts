/** The OpenAPI 3.1 document, made from the DTO classes that validate. */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { correctForm } from './document-form.ts';
import { describePathParameters } from './document-parameters.ts';
import { documentProblems } from './document-problems.ts';
import { DOCUMENT_TAGS } from './document-tags.ts';
import { describeUnits } from './document-units.ts';
import { operationId } from './operation-id.ts';
import { ProblemDto } from './problem.dto.ts';

const DESCRIPTION =
  'Bytes are integers, rates bytes per second, times ISO 8601 UTC, durations seconds, progress 0 to 1. ' +
  'Errors are problem documents (RFC 9457): `code` is of a closed list, and each answer says which it may ' +
  'carry. Every operation says in `x-shoal-scope` what a token must be allowed: `read`, `control` or ' +
  '`admin`, each with all that stands before it. What changes is told by the event stream.';
const TOKEN = 'An API token, for programs. It begins with `shoal_`.';
const SESSION =
  "A browser's session: the cookie that a login sets. With TLS its name begins with `__Host-` or `__Secure-`.";

export interface DocumentOptions {
  version: string;
  basePath: string;
}

export function createOpenApiDocument(
  app: NestExpressApplication,
  options: DocumentOptions,
): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Shoal')
    .setDescription(DESCRIPTION)
    .setVersion(options.version)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer(options.basePath.replace(/(.)\/$/, '$1'))
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: TOKEN }, 'token')
    .addCookieAuth(
      `shoal-session-${portOf(app)}`,
      { type: 'apiKey', description: SESSION },
      'session',
    );
  for (const [name, description] of Object.entries(DOCUMENT_TAGS))
    builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: operationId,
    extraModels: [ProblemDto],
  });
  describePathParameters(document);
  describeUnits(document);
  documentProblems(document);
  correctForm(document);
  return document;
}

/** The one that it listens on. */
function portOf(app: NestExpressApplication): number | string {
  const address = app.getHttpServer().address();
  return typeof address === 'object' && address ? address.port : '<port>';
}
