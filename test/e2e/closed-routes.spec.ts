/** Every route that the server really has, found in its router and not in any list of ours, asks for a credential. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servedRoutes } from '../support/api-document.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call } from '../support/rest-client.ts';

/** What works before one is let in. Nothing else is public. */
const PUBLIC = [
  'GET /api/auth/setup',
  'GET /health/live',
  'GET /health/ready',
  'POST /api/auth/login',
  'POST /api/auth/setup',
];

let server: FakeApp;
beforeAll(async () => {
  server = await startFakeApp();
});
afterAll(() => server.close());

describe('the routes of the server', () => {
  it('are closed to strangers, but for login, setup and health', async () => {
    // One that does not say who may call it is refused with 403, and stands out here as well.
    const open: string[] = [];
    for (const route of servedRoutes(server.app)) {
      const [method = '', path = ''] = route.split(' ');
      const address = path.replaceAll(/\{[^}]*\}|:\w+/g, '0');
      const { status } = await call(server.url, method, address, { anonymous: true });
      if (status !== 401) open.push(route);
    }
    // A login without a name and a password is none.
    expect(open.toSorted()).toEqual(PUBLIC);
  });
});
