/** All operations of a document, and all its schemas: for what is written into each of them. */
import type { OpenAPIObject } from '@nestjs/swagger';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type Response = NonNullable<Operation['responses'][string]>;

export interface FoundOperation {
  path: string;
  method: (typeof METHODS)[number];
  operation: Operation;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

export function operationsOf(document: OpenAPIObject): FoundOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Whether anybody may call it: see `Public`. */
export function isPublic(operation: Operation): boolean {
  return (operation as { 'x-shoal-scope'?: string })['x-shoal-scope'] === 'public';
}
