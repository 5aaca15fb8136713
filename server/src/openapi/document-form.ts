/**
 * Small corrections of what `@nestjs/swagger` writes: a reference alone instead of a list of one, no empty
 * descriptions, no empty contact, each way to authenticate once, bodies by media type, and only the chapters that
 * there are.
 */
import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { isPublic, operationsOf, type Operation } from './document-walk.ts';

export function correctForm(document: OpenAPIObject): void {
  delete document.info.contact;
  for (const schema of Object.values(document.components?.schemas ?? {})) unwrapReferences(schema);
  const used = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    operation.security = isPublic(operation) ? [{}] : [{ token: [] }, { session: [] }];
    for (const tag of operation.tags ?? []) used.add(tag);
    splitBody(operation);
    for (const [status, response] of Object.entries(operation.responses)) {
      if (response && 'description' in response && response.description === '') {
        response.description = STATUS_CODES[status] ?? status;
      }
    }
  }
  document.tags = (document.tags ?? []).filter(({ name }) => used.has(name));
}

/** A body that is a file or JSON: each media type has the choices that it can carry, not all of them. */
function splitBody({ requestBody }: Operation): void {
  if (!requestBody || !('content' in requestBody)) return;
  const { content } = requestBody;
  if (Object.keys(content).length < 2) return;
  for (const [mediaType, media] of Object.entries(content)) {
    const { oneOf = [] } = (media.schema ?? {}) as { oneOf?: object[] };
    const isForm = mediaType.startsWith('multipart/');
    const choices = oneOf.filter(
      (choice) => JSON.stringify(choice).includes('"binary"') === isForm,
    );
    if (choices.length === 1) media.schema = choices[0] as NonNullable<typeof media.schema>;
  }
}

/** OpenAPI 3.1 lets a description stand beside a reference: no `allOf` is needed around it. */
function unwrapReferences(schema: object): void {
  const { allOf, ...rest } = schema as { allOf?: object[] };
  if (allOf?.length === 1) {
    delete (schema as { allOf?: object[] }).allOf;
    Object.assign(schema, allOf[0], rest);
  }
  for (const inner of Object.values(schema)) {
    if (typeof inner === 'object' && inner !== null) unwrapReferences(inner as object);
  }
}
