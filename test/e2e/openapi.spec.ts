import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { SCOPES } from '../../shared/dto/auth.ts';
import { PROBLEM_CODES } from '../../shared/dto/problem-codes.ts';
import {
  faultsOf,
  resolveAnswer,
  routesOf,
  servedRoutes,
  type ApiDocument,
} from '../support/api-document.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, torrentForm } from '../support/rest-client.ts';

let server: FakeApp;
let document: ApiDocument;

beforeAll(async () => {
  server = await startFakeApp();
  ({ body: document } = await call<ApiDocument>(server.url, 'GET', '/api/openapi.json'));
});
afterAll(() => server.close());

/** The page is for people. */
const PAGE = / \/api\/docs/;

describe('the API document', () => {
  it('is OpenAPI 3.1 with every route that is served', () => {
    expect(document.openapi).toBe('3.1.0');
    const served = servedRoutes(server.app).filter((route) => !PAGE.test(route));
    expect(served).toContain('GET /api/downloads/{id}');
    expect([...routesOf(document).keys()].toSorted()).toEqual(served.toSorted());
  });

  it('has nothing that the linter for such documents objects to', async () => {
    const problems = await lintFromString({
      source: JSON.stringify(document),
      config: await createConfig({ extends: ['recommended'] }),
    });
    const found = problems.map(
      ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`,
    );
    expect(found).toEqual([]);
  });

  it('says for every operation who may call it', () => {
    const wrong = [...routesOf(document)].flatMap(([route, { operation }]) => {
      const scope = operation['x-shoal-scope'] ?? '';
      const expected = scope === 'public' ? [{}] : [{ token: [] }, { session: [] }];
      const told = JSON.stringify(operation.security);
      const isTrue = ['public', ...SCOPES].includes(scope) && told === JSON.stringify(expected);
      return isTrue ? [] : [`${route}: ${scope} ${told}`];
    });
    expect(wrong).toEqual([]);
  });

  it('documents every failure as a problem document with the codes that it may carry', () => {
    const failures = [...routesOf(document).values()]
      .flatMap(({ operation }) => Object.entries(operation.responses))
      .filter(([status]) => Number(status) >= 400);
    expect(failures.length).toBeGreaterThan(100);
    for (const [, answer] of failures) {
      const schema = resolveAnswer(document, answer).content?.['application/problem+json']?.schema;
      const [problem, narrowed] = schema?.allOf ?? [];
      expect(problem).toEqual({ $ref: '#/components/schemas/ProblemDto' });
      expect(PROBLEM_CODES).toEqual(expect.arrayContaining(narrowed!.properties!['code']!.enum!));
    }
  });

  it('gives every operation a name of its own, a summary and a chapter that is described', () => {
    const operations = [...routesOf(document).values()].map(({ operation }) => operation);
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain('downloadPause');
    const described = new Set(document.tags.map(({ name }) => name));
    const untold = operations.filter(
      ({ summary, tags }) => !/^[A-Z]/.test(summary ?? '') || !described.has(tags?.[0] ?? ''),
    );
    expect(untold.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('describes every parameter, and every field of every schema with its unit', () => {
    const parameters = [...routesOf(document)].flatMap(([route, { operation }]) =>
      (operation.parameters ?? []).map(({ name, description }) => ({
        field: `${route} ${name}`,
        description,
      })),
    );
    const fields = Object.entries(document.components.schemas).flatMap(([schema, { properties }]) =>
      Object.entries(properties ?? {}).map(([name, { description }]) => ({
        field: `${schema}.${name}`,
        description,
      })),
    );
    expect(fields.length).toBeGreaterThan(100);
    const undescribed = [...parameters, ...fields].filter(({ description = '' }) => !description);
    expect(undescribed.map(({ field }) => field)).toEqual([]);
    const withoutUnit = fields
      .filter(
        ({ field, description }) => /(Bytes|Rate)$/.test(field) && !/bytes/.test(description!),
      )
      .map(({ field }) => field);
    expect(withoutUnit).toEqual([]);
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
      const answers = document.paths[route]?.[method.toLowerCase()]?.responses;
      const documented = answers?.[answer.status];
      expect(documented, `${method} ${route} ${answer.status}`).toBeDefined();
      const media = (answer.headers.get('content-type') ?? '').split(';')[0]!;
      const schema = resolveAnswer(document, documented!).content?.[media]?.schema;
      expect(schema, `${method} ${route} ${answer.status} ${media}`).toBeDefined();
      expect(faultsOf(document, schema!, answer.body), `${method} ${route}`).toEqual([]);
    }
  });
});

describe('the documentation page', () => {
  it('is there with its script and style as files', async () => {
    const page = await call<string>(server.url, 'GET', '/api/docs');
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|style=/);
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(2);
    const answers = files.map(async (file) => {
      const { pathname } = new URL(file, `${server.url}/api/docs`);
      return `${pathname} ${(await call(server.url, 'GET', pathname)).status}`;
    });
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/ 200$/);
  });
});
