/**
 * Who may call what: every route that the OpenAPI document has, with every scope that a token can have and with none.
 * A route that somebody forgot to close would be found here.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES, type NewApiTokenDto, type Scope } from '@shared/dto/auth.js';
import { call } from '../support/rest-client.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { documentedRoutes, type DocumentedRoute } from './documented-routes.ts';
import { send } from './raw-request.ts';

/** What strangers need before they are let in, and supervisors. */
const PUBLIC_ROUTES = [
  'GET /api/auth/setup',
  'GET /health/live',
  'GET /health/ready',
  'POST /api/auth/login',
  'POST /api/auth/setup',
];

let attacked: AttackedServer;
let routes: DocumentedRoute[];
const tokens = {} as Record<Scope, string>;

beforeAll(async () => {
  attacked = await startAttackedServer();
  routes = await documentedRoutes(attacked.url);
  for (const scope of SCOPES) {
    const body = { name: scope, scope };
    const answer = await call<NewApiTokenDto>(attacked.url, 'POST', '/api/auth/tokens', { body });
    tokens[scope] = answer.body.token;
  }
});
afterAll(() => attacked[Symbol.asyncDispose]());

/** Routes that were answered otherwise than `isRight` says, with their answers. */
async function wrongAnswers(
  headers: Record<string, string>,
  isRight: (route: DocumentedRoute, status: number, code: string | undefined) => boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const route of routes) {
    const { method, path } = route;
    const { status, code } = await send(attacked.url + path, { method, headers });
    if (!isRight(route, status, code))
      wrong.push(`${method} ${path} (${route.access}): ${status} ${code}`);
  }
  return wrong;
}

describe('the routes', () => {
  it('are public where they must be, and nowhere else', () => {
    const open = routes.filter(({ access }) => access === 'public');
    expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(PUBLIC_ROUTES);
    expect(routes.length).toBeGreaterThan(40);
  });

  it.each([
    ['without a credential', {}],
    ['with a token of nobody', { authorization: `Bearer shoal_${'A'.repeat(43)}` }],
    ['with a token that is none', { authorization: 'Bearer x' }],
    ['with a password in the header', { authorization: 'Basic dGVzdGVyOmEgcGFzc3dvcmQ=' }],
    ['with a cookie of nobody', { cookie: `shoal-session-8080=${'A'.repeat(43)}` }],
  ])('let nobody in %s', async (_what, headers) => {
    const wrong = await wrongAnswers(headers, ({ access }, status) =>
      access === 'public' ? status !== 403 : status === 401,
    );
    expect(wrong).toEqual([]);
  });

  it.each(SCOPES)('let a token of scope %s do what it may, and nothing else', async (scope) => {
    const headers = { authorization: `Bearer ${tokens[scope]}` };
    const wrong = await wrongAnswers(headers, ({ access }, _status, code) => {
      const isAllowed = access === 'public' || SCOPES.indexOf(access) <= SCOPES.indexOf(scope);
      return isAllowed
        ? code !== 'scope-missing' && code !== 'unauthenticated'
        : code === 'scope-missing';
    });
    expect(wrong).toEqual([]);
  });

  it('say which scope is missing, and how to come in', async () => {
    const headers = { authorization: `Bearer ${tokens.read}` };
    const refused = await send(`${attacked.url}/api/audit`, { headers });
    expect(refused.text).toContain('admin');
    const stranger = await send(`${attacked.url}/api/audit`);
    expect(stranger.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it.each([
    '/api/docs',
    '/api/docs/swagger-ui.css',
    '/api/openapi.json',
    '/api/asyncapi.json',
    '/metrics',
  ])('that no program is generated for are closed as well: %s', async (path) => {
    expect((await send(attacked.url + path)).status).toBe(401);
    const headers = { authorization: `Bearer ${tokens.read}` };
    expect((await send(attacked.url + path, { headers })).status).toBe(200);
  });

  it.each(['?token=', '?access_token=', '?api_key='])(
    'take no token from the address: %s',
    async (query) => {
      const { status } = await send(`${attacked.url}/api/downloads${query}${tokens.admin}`);
      expect(status).toBe(401);
    },
  );

  it('are closed again once the token is deleted', async () => {
    const body = { name: 'short-lived', scope: 'read' };
    const made = await call<NewApiTokenDto>(attacked.url, 'POST', '/api/auth/tokens', { body });
    const headers = { authorization: `Bearer ${made.body.token}` };
    expect((await send(`${attacked.url}/api/downloads`, { headers })).status).toBe(200);
    await call(attacked.url, 'DELETE', `/api/auth/tokens/${made.body.id}`);
    expect((await send(`${attacked.url}/api/downloads`, { headers })).status).toBe(401);
  });
});
