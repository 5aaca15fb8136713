/**
 * Small corrections of what `@nestjs/swagger` writes: a reference alone instead of a list of one, no empty
 * descriptions, no empty contact, each way to authenticate once, and only the chapters that there are.
 */
import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { isPublic, operationsOf } from './document-walk.ts';

export function correctForm(document: OpenAPIObject): void {
  delete document.info.contact;
  for (const schema of Object.values(document.components?.schemas ?? {})) unwrapReferences(schema);
  const used = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    operation.security = isPublic(operation) ? [{}] : [{ token: [] }, { session: [] }];
    for (const tag of operation.tags ?? []) used.add(tag);
    for (const [status, response] of Object.entries(operation.responses)) {
      if (response && 'description' in response && response.description === '') {
        response.description = STATUS_CODES[status] ?? status;
      }
    }
  }
  document.tags = (document.tags ?? []).filter(({ name }) => used.has(name));
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
