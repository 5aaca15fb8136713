import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { PROBLEM_CODES } from '../../shared/dto/problem-codes.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, torrentForm } from '../support/rest-client.ts';

interface Schema {
  $ref?: string;
  type?: string | string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
}
interface Operation {
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

let server: FakeApp;
let document: Document;

beforeAll(async () => {
  server = await startFakeApp();
  ({ body: document } = await call<Document>(server.url, 'GET', '/api/openapi.json'));
});
afterAll(() => server.close());

function resolve(schema: Schema): Schema {
  if (!schema.$ref) return schema;
  return document.components.schemas[schema.$ref.split('/').at(-1)!]!;
}

/** What is wrong with a value of that schema: enough of JSON Schema for our own document. */
function faults(schema: Schema, value: unknown, at = 'body', known: string[] = []): string[] {
  const { anyOf, allOf, properties, items, type, required, ...rest } = resolve(schema);
  if (anyOf) {
    return anyOf.some((choice) => faults(choice, value).length === 0)
      ? []
      : [`${at}: no choice fits`];
  }
  if (allOf) {
    const names = allOf.flatMap((part) => Object.keys(resolve(part).properties ?? {}));
    return allOf.flatMap((part) => faults(part, value, at, names));
  }
  if (rest.enum && !rest.enum.includes(value))
    return [`${at}: ${String(value)} is not in the list`];
  if (type && ![type].flat().includes(typeName(value, [type].flat()))) {
    return [`${at}: ${typeName(value, [])} is not ${String(type)}`];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => faults(items!, item, `${at}[${i}]`));
  if (!properties || value === null) return [];
  const record = value as Record<string, unknown>;
  const missing = (required ?? []).filter((name) => !(name in record));
  const unknown = Object.keys(record).filter(
    (name) => !(name in properties) && !known.includes(name),
  );
  return [
    ...missing.map((name) => `${at}: ${name} is missing`),
    ...unknown.map((name) => `${at}: ${name} is not in the document`),
    ...Object.entries(properties).flatMap(([name, property]) =>
      name in record ? faults(property, record[name], `${at}.${name}`) : [],
    ),
  ];
}

function typeName(value: unknown, wanted: string[]): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value) && wanted.includes('integer')) return 'integer';
  return typeof value;
}

/**
 * `GET /api/downloads/{id}`: what Nest told Express, without the documentation page's own, and without what it
 * puts there for all methods of a path outside of the prefix.
 */
function servedRoutes(): string[] {
  const layers = server.app.getHttpAdapter().getInstance().router.stack as unknown as {
    route?: { path: string; methods: Record<string, boolean> };
  }[];
  return layers
    .filter(({ route }) => Object.keys(route?.methods ?? {}).length < 5)
    .flatMap(({ route }) =>
      Object.keys(route?.methods ?? {}).map(
        (method) => `${method.toUpperCase()} ${route!.path.replaceAll(/:(\w+)/g, '{$1}')}`,
      ),
    )
    .filter((route) => !/ \/api\/(?:docs|openapi)/.test(route))
    .toSorted();
}

describe('the API document', () => {
  it('is OpenAPI 3.1 with every route that is served', () => {
    expect(document.openapi).toBe('3.1.0');
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(servedRoutes()).toContain('GET /api/downloads/{id}');
    expect(documented.toSorted()).toEqual(servedRoutes());
  });

  it('documents every failure as a problem document with the codes that it may carry', () => {
    const failures = Object.values(document.paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap((operation) => Object.entries(operation.responses))
      .filter(([status]) => Number(status) >= 400);
    expect(failures.length).toBeGreaterThan(20);
    for (const [, { content }] of failures) {
      const schema = content?.['application/problem+json']?.schema;
      const [problem, narrowed] = schema?.allOf ?? [];
      expect(problem).toEqual({ $ref: '#/components/schemas/ProblemDto' });
      expect(PROBLEM_CODES).toEqual(expect.arrayContaining(narrowed!.properties!['code']!.enum!));
    }
  });

  it('knows whole numbers and what may be null', () => {
    const { properties } = document.components.schemas['DownloadResponse']!;
    expect(properties?.['totalBytes']?.type).toBe('integer');
    expect(properties?.['ratio']?.type).toEqual(['number', 'null']);
    expect(properties?.['state']).toBeDefined();
  });

  it('is true for what the server answers', async () => {
    const { bytes, metainfo } = buildTorrent({ trackers: [['http://tracker.example/announce']] });
    const id = metainfo.id;
    const exchanges: [string, string, string, unknown][] = [
      ['POST', '/api/upload-torrent', '/api/upload-torrent', torrentForm(bytes)],
      ['GET', '/api/torrents/{id}', `/api/torrents/${id}`, undefined],
      ['POST', '/api/start-download', '/api/start-download', { torrentId: id }],
      ['POST', '/api/start-download', '/api/start-download', { torrentId: id }],
      ['POST', '/api/start-download', '/api/start-download', { torrentId: 1 }],
      ['GET', '/api/downloads', '/api/downloads', undefined],
      ['GET', '/api/downloads/{id}', `/api/downloads/${id}`, undefined],
      ['GET', '/api/downloads/{id}', '/api/downloads/x', undefined],
      ['PATCH', '/api/downloads/{id}', `/api/downloads/${id}`, { tags: ['a'] }],
      ['GET', '/api/downloads/{id}/files', `/api/downloads/${id}/files`, undefined],
      ['GET', '/api/downloads/{id}/peers', `/api/downloads/${id}/peers`, undefined],
      ['GET', '/api/downloads/{id}/pieces', `/api/downloads/${id}/pieces`, undefined],
      ['GET', '/api/downloads/{id}/trackers', `/api/downloads/${id}/trackers`, undefined],
      ['PATCH', '/api/downloads/{id}/pause', `/api/downloads/${id}/pause`, undefined],
      ['POST', '/api/downloads/{id}/recheck', `/api/downloads/${id}/recheck`, undefined],
      ['GET', '/api/info', '/api/info', undefined],
      ['GET', '/api/settings', '/api/settings', undefined],
      ['PATCH', '/api/settings', '/api/settings', { downloadLimit: 1_048_576 }],
      ['PATCH', '/api/settings', '/api/settings', { downloadLimit: 1 }],
      ['GET', '/health/ready', '/health/ready', undefined],
    ];
    for (const [method, route, path, body] of exchanges) {
      if (path.endsWith('/peers')) server.engine.advance();
      const answer = await call(server.url, method, path, { body });
      const response = document.paths[route]?.[method.toLowerCase()]?.responses[answer.status];
      expect(response, `${method} ${route} ${answer.status}`).toBeDefined();
      const media = (answer.headers.get('content-type') ?? '').split(';')[0]!;
      const schema = response?.content?.[media]?.schema;
      expect(schema, `${method} ${route} ${answer.status} ${media}`).toBeDefined();
      expect(faults(schema!, answer.body), `${method} ${route}`).toEqual([]);
    }
  });
});

describe('the documentation page', () => {
  it('is there with its script and style as files', async () => {
    const page = await call<string>(server.url, 'GET', '/api/docs');
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    const files = [...page.body.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(2);
    const answers = files.map(async (file) => {
      const { pathname } = new URL(file, `${server.url}/api/docs`);
      return `${pathname} ${(await call(server.url, 'GET', pathname)).status}`;
    });
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/ 200$/);
  });
});
