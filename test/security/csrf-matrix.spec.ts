/**
 * Cross-site request forgery, over HTTP: what a browser would send for a page of somebody else, in every combination
 * of what it says of that page and of the body. test/security/browser.* tries it in a real browser.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SettingsDto } from '@shared/dto/settings.js';
import { call } from '../support/rest-client.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { documentedRoutes } from './documented-routes.ts';
import { send } from './raw-request.ts';

const BODIES = [
  ['json', 'application/json', (limit: number) => JSON.stringify({ downloadLimit: limit })],
  ['form', 'application/x-www-form-urlencoded', (limit: number) => `downloadLimit=${limit}`],
  ['text', 'text/plain', (limit: number) => JSON.stringify({ downloadLimit: limit })],
] as const;
const ORIGINS = ['own', 'foreign', 'null', 'absent'] as const;
const SITES = ['same-origin', 'same-site', 'cross-site', 'absent'] as const;

let attacked: AttackedServer;
let nextLimit = 1_000_000;
beforeAll(async () => (attacked = await startAttackedServer()));
afterAll(() => attacked[Symbol.asyncDispose]());

async function downloadLimit(): Promise<number | null> {
  return (await call<SettingsDto>(attacked.url, 'GET', '/api/settings')).body.downloadLimit;
}

function pageHeaders(
  origin: (typeof ORIGINS)[number],
  site: (typeof SITES)[number],
): Record<string, string> {
  const values = { own: attacked.url, foreign: 'http://evil.test', null: 'null' };
  return {
    ...(origin !== 'absent' && { origin: values[origin] }),
    ...(site !== 'absent' && { 'sec-fetch-site': site }),
  };
}

const CASES = BODIES.flatMap(([body, type, write]) =>
  ORIGINS.flatMap((origin) => SITES.map((site) => ({ body, type, write, origin, site }))),
);

/** Which site the page is of is the browser's own word; without it, the origin tells. */
function expectedOutcome({ body, origin, site }: (typeof CASES)[number]): string {
  const isForeign =
    site === 'absent' ? origin === 'foreign' || origin === 'null' : site !== 'same-origin';
  if (isForeign) return '403 foreign-origin';
  return body === 'json' ? '200 ok' : '415 unsupported-media-type';
}

describe('a request of a page', () => {
  it.each(CASES)('with body $body, origin $origin, site $site', async (request) => {
    const { type, write, origin, site } = request;
    const before = await downloadLimit();
    const limit = (nextLimit += 1000);
    const { status, code } = await send(`${attacked.url}/api/settings`, {
      method: 'PATCH',
      headers: { ...attacked.cookies, ...pageHeaders(origin, site), 'content-type': type },
      body: write(limit),
    });
    const expected = expectedOutcome(request);
    expect(`${status} ${code ?? 'ok'}`).toBe(expected);
    expect(await downloadLimit()).toBe(expected === '200 ok' ? limit : before);
  });
});

describe('a page of another origin', () => {
  it('changes nothing by any route', async () => {
    const routes = await documentedRoutes(attacked.url);
    const changing = routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    expect(changing.length).toBeGreaterThan(10);
    for (const { method, path } of changing) {
      const headers = { ...attacked.cookies, origin: 'http://evil.test' };
      const answer = await send(attacked.url + path, { method, headers });
      expect([answer.status, answer.code], `${method} ${path}`).toEqual([403, 'foreign-origin']);
    }
  });

  it('changes nothing by a GET that says it means another method', async () => {
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const before = await downloadLimit();
      const headers = { ...attacked.cookies, [name]: 'PATCH', 'content-type': 'application/json' };
      const path = '/api/settings?_method=PATCH&downloadLimit=5000';
      await send(attacked.url + path, { headers, body: '{"downloadLimit":5000}' });
      expect(await downloadLimit()).toBe(before);
    }
  });

  it('is never told that it may read', async () => {
    for (const origin of ['http://evil.test', 'null', `${attacked.url}.evil.test`]) {
      for (const path of [
        '/',
        '/api/downloads',
        '/api/nope',
        '/health/live',
        '/socket.io/?EIO=4&transport=polling',
      ]) {
        const answer = await send(attacked.url + path, { headers: { origin } });
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
        expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
      }
    }
  });

  it('gets no leave to send what browsers ask about first', async () => {
    const headers = {
      origin: 'http://evil.test',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type',
    };
    const answer = await send(`${attacked.url}/api/settings`, { method: 'OPTIONS', headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers['access-control-allow-methods']).toBeUndefined();
  });

  it('opens no event stream', async () => {
    const headers = { ...attacked.cookies, origin: 'http://evil.test' };
    const polling = await send(`${attacked.url}/socket.io/?EIO=4&transport=polling`, { headers });
    expect(polling.status).toBeGreaterThanOrEqual(400);
    const upgrade = {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const socket = await send(`${attacked.url}/socket.io/?EIO=4&transport=websocket`, {
      headers: upgrade,
    });
    expect(socket.status).toBeGreaterThanOrEqual(400);
  });
});
