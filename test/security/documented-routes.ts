/** Every route of the server, from its own OpenAPI document: an attack tries them all, also those that come later. */
import type { Scope } from '@shared/dto/auth.js';
import { call } from '../support/rest-client.ts';

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
/** Of no download. */
const SOME_ID = 'ab'.repeat(20);

export interface DocumentedRoute {
  method: string;
  /** With values in the places of its parameters. */
  path: string;
  operationId: string;
  access: Scope | 'public';
  /** Of its body; undefined where it takes none. */
  mediaTypes: string[];
}

interface OpenApiOperation {
  operationId: string;
  'x-shoal-scope'?: Scope | 'public';
  requestBody?: { content: Record<string, unknown> };
}

interface OpenApiDocument {
  servers: { url: string }[];
  paths: Record<string, Partial<Record<(typeof METHODS)[number], OpenApiOperation>>>;
}

/** `url` is that of a server whose document the caller may read. */
export async function documentedRoutes(url: string): Promise<DocumentedRoute[]> {
  const answer = await call<OpenApiDocument>(url, 'GET', '/api/openapi.json');
  if (answer.status !== 200) throw new Error(`no OpenAPI document: ${answer.status}`);
  return Object.entries(answer.body.paths).flatMap(([template, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      if (!operation) return [];
      return {
        method: method.toUpperCase(),
        path: template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => sampleOf(name)),
        operationId: operation.operationId,
        access: operation['x-shoal-scope'] ?? 'admin',
        mediaTypes: Object.keys(operation.requestBody?.content ?? {}),
      };
    }),
  );
}

function sampleOf(parameter: string): string {
  return parameter === 'index' ? '0' : SOME_ID;
}
