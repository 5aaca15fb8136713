/** GET and PATCH /api/preferences: of an account, by the sessions of its browsers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditListDto } from '@shared/dto/audit.js';
import { MOST_PREFERENCE_BYTES } from '@shared/dto/preference.js';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, type Answer } from '../support/rest-client.ts';

let server: FakeApp;
let cookie: string;
beforeAll(async () => {
  server = await startFakeApp();
  cookie = await signIn();
});
afterAll(() => server.close());

async function signIn(): Promise<string> {
  const body = { username: TEST_USER, password: TEST_PASSWORD };
  const { headers } = await call(server.url, 'POST', '/api/auth/login', { body });
  return headers.getSetCookie()[0]!.split(';', 1)[0]!;
}

const show = async (by = cookie): Promise<unknown> =>
  (await call(server.url, 'GET', '/api/preferences', { headers: { cookie: by } })).body;

const change = (body: unknown, by = cookie): Promise<Answer> =>
  call(server.url, 'PATCH', '/api/preferences', { body, headers: { cookie: by } });

describe('the preferences of an account', () => {
  it('are none at first, and whatever JSON a browser gives, in every browser of the account', async () => {
    expect(await show()).toEqual({});
    const values = { theme: 'dark', 'list.columns': [{ id: 'name', width: 240 }] };
    const { status, body } = await change(values);
    expect([status, body]).toEqual([200, values]);
    expect(await show(await signIn())).toEqual(values);
  });

  it('of two tabs do not undo each other, and go by null', async () => {
    await Promise.all([change({ theme: 'light' }), change({ density: 'compact' })]);
    expect(await show()).toMatchObject({ theme: 'light', density: 'compact' });
    await change({ density: null });
    expect(await show()).not.toHaveProperty('density');
  });

  it('stay within their room: a change that is too much changes nothing', async () => {
    const before = await show();
    const { status, body } = await change({ theme: 'x', views: 'a'.repeat(MOST_PREFERENCE_BYTES) });
    expect([status, body['code']]).toEqual([422, 'too-many-preferences']);
    expect(await show()).toEqual(before);
  });

  it.each(['', '1st', '__proto__', 'a b', `a${'b'.repeat(100)}`])(
    'have no name such as %j',
    async (name) => {
      const { status, body } = await change(JSON.parse(`{${JSON.stringify(name)}: 1}`));
      expect([status, body['code']]).toEqual([400, 'validation-failed']);
    },
  );

  it('are an object', async () => {
    expect((await change(['theme'])).status).toBe(400);
  });

  it('are for sessions alone, and leave no trace in the audit log', async () => {
    for (const method of ['GET', 'PATCH']) {
      const options = method === 'GET' ? {} : { body: { theme: 'dark' } };
      const { status, body } = await call(server.url, method, '/api/preferences', options);
      expect([status, body['code']]).toEqual([409, 'session-needed']);
    }
    const { body } = await call<AuditListDto>(server.url, 'GET', '/api/audit');
    expect(body.entries.filter(({ action }) => /reference/.test(action))).toEqual([]);
  });
});
