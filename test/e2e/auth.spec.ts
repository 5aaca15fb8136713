/** Accounts, sessions and tokens over HTTP and the event stream. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewApiTokenDto, Scope, SessionDto, WhoAmIDto } from '@shared/dto/auth.js';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { call, torrentForm, type Answer, type CallOptions } from '../support/rest-client.ts';

let server: FakeApp;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = await startFakeApp();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await server.close();
});

/** Without any credentials but those of `headers`. */
function ask<Body = Record<string, unknown>>(
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer<Body>> {
  return call<Body>(server.url, method, path, { ...options, anonymous: true });
}

function logIn(password = TEST_PASSWORD, headers: Record<string, string> = {}) {
  const body = { username: TEST_USER, password };
  return ask<WhoAmIDto>('POST', '/api/auth/login', { body, headers });
}

/** The headers of a browser that logged in. */
async function session(headers: Record<string, string> = {}): Promise<{ cookie: string }> {
  const { headers: answered } = await logIn(TEST_PASSWORD, headers);
  return { cookie: cookieOf(answered) };
}

function cookieOf(headers: Headers): string {
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function token(scope: Scope, expiresAt?: string): Promise<NewApiTokenDto> {
  const body = { name: `for ${scope}`, scope, ...(expiresAt !== undefined && { expiresAt }) };
  const headers = await session();
  return (await ask<NewApiTokenDto>('POST', '/api/auth/tokens', { body, headers })).body;
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const statusOf = async (headers: Record<string, string>, path = '/api/downloads') =>
  (await ask('GET', path, { headers })).status;

function listen(headers: Record<string, string>, transport = 'websocket'): Promise<Socket> {
  const options = { transports: [transport], reconnection: false, extraHeaders: headers };
  const socket = io(server.url, { ...options, forceNew: true });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('session:hello', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

async function isClosedWithin(socket: Socket, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds && socket.connected; waited += 20) await sleep(20);
  return !socket.connected;
}

describe('a login', () => {
  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const { status, headers, body } = await logIn();
    expect(status).toBe(200);
    expect(body).toMatchObject({ account: { name: TEST_USER }, via: 'session', scope: 'admin' });
    const port = new URL(server.url).port;
    expect(headers.getSetCookie()).toHaveLength(1);
    expect(headers.getSetCookie()[0]).toMatch(
      new RegExp(
        `^shoal-session-${port}=[\\w-]{43}; Max-Age=31536000; Path=/; HttpOnly; SameSite=Strict$`,
      ),
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await statusOf({ cookie: cookieOf(headers) })).toBe(200);
  });

  it('says the same for a wrong name and a wrong password', async () => {
    const wrong = await logIn('not the password');
    const body = { username: 'nobody', password: 'not the password' };
    const unknown = await ask('POST', '/api/auth/login', { body });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('begins a session of its own, whatever cookie the browser brings', async () => {
    const name = `shoal-session-${new URL(server.url).port}`;
    const planted = `${name}=${'A'.repeat(43)}`;
    const { headers } = await logIn(TEST_PASSWORD, { cookie: planted });
    expect(cookieOf(headers)).not.toBe(planted);
    expect(await statusOf({ cookie: planted })).toBe(401);
  });

  it('takes the place of the session that the browser had', async () => {
    const before = await session();
    const after = await session(before);
    expect(await statusOf(before)).toBe(401);
    expect(await statusOf(after)).toBe(200);
  });

  it('makes whoever guesses wait, and tells how long', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await logIn(`guess number ${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const held = await logIn();
    expect(held.body).toMatchObject({ code: 'too-many-attempts' });
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    {},
    { username: 'a' },
    { username: ['a'], password: {} },
    { username: 'a', password: '' },
  ])('refuses the body %o', async (body) => {
    expect((await ask('POST', '/api/auth/login', { body })).status).toBe(400);
  });
});

describe('a stranger', () => {
  const long = JSON.stringify({ username: TEST_USER, password: 'x'.repeat(20_000) });
  const json = { 'content-type': 'application/json' };

  it('sends no more than a login takes', async () => {
    const send = (path: string, headers: object = {}) =>
      ask('POST', path, { headers: { ...json, ...headers }, body: long });
    expect((await send('/api/start-download')).status).toBe(401);
    expect((await send('/api/start-download', await session())).status).toBe(400);
    expect((await send('/api/auth/login')).status).toBe(413);
  });

  it.each([
    ['/api/auth/login', 200],
    ['/api/start-download', 401],
  ])('may leave open how much it sends to %s: %i', async (path, status) => {
    const text = JSON.stringify({ username: TEST_USER, password: TEST_PASSWORD });
    const body = new Blob([text]).stream();
    const request = { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit;
    expect((await fetch(server.url + path, request)).status).toBe(status);
  });
});

describe('a session', () => {
  it('does not begin with a password that is changed meanwhile', async () => {
    const mine = await session();
    const body = { currentPassword: TEST_PASSWORD, newPassword: 'another password' };
    const change = ask('POST', '/api/auth/password', { headers: mine, body });
    const logins = await Promise.all(Array.from({ length: 4 }, () => logIn()));
    expect((await change).status).toBe(204);
    for (const { headers } of logins)
      expect(await statusOf({ cookie: cookieOf(headers) })).toBe(401);
  });

  it('says whose it is', async () => {
    const { body } = await ask<WhoAmIDto>('GET', '/api/auth/session', { headers: await session() });
    expect(body).toMatchObject({ account: { name: TEST_USER }, via: 'session', scope: 'admin' });
    const days = (Date.parse(body.expiresAt ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });

  it('lets nobody in after its logout, and its cookie goes', async () => {
    const headers = await session();
    const { status, headers: answered } = await ask('POST', '/api/auth/logout', { headers });
    expect(status).toBe(204);
    expect(answered.getSetCookie()[0]).toMatch(/=; Max-Age=0; Path=\/; HttpOnly/);
    expect(await statusOf(headers)).toBe(401);
  });

  it('is listed, and can be ended from another', async () => {
    const [mine, other] = [await session(), await session({ 'user-agent': 'Other/1.0' })];
    const list = await ask<SessionDto[]>('GET', '/api/auth/sessions', { headers: mine });
    expect(list.body.filter(({ current }) => current)).toHaveLength(1);
    const { id } = list.body.find(({ userAgent }) => userAgent === 'Other/1.0')!;
    const path = `/api/auth/sessions/${id}`;
    expect((await ask('DELETE', path, { headers: mine })).status).toBe(204);
    expect((await ask('DELETE', path, { headers: mine })).body).toMatchObject({
      code: 'session-not-found',
    });
    expect(await statusOf(other)).toBe(401);
    expect(await statusOf(mine)).toBe(200);
  });

  it('stays when all others are ended', async () => {
    const [mine, other] = [await session(), await session()];
    await ask('DELETE', '/api/auth/sessions', { headers: mine });
    expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 401]);
  });

  it('counts for nothing where a page of another port of this host sends it', async () => {
    const headers = await session();
    expect(await statusOf({ ...headers, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await statusOf({ ...headers, 'sec-fetch-site': 'same-site' })).toBe(401);
    expect(await statusOf({ ...headers, 'sec-fetch-site': 'cross-site' })).toBe(401);
  });

  it('is known by its own name only', async () => {
    const { cookie } = await session();
    const secret = cookie.split('=')[1]!;
    const port = Number(new URL(server.url).port);
    expect(await statusOf({ cookie: `shoal-session-${port + 1}=${secret}` })).toBe(401);
    expect(await statusOf({ cookie: `__Host-shoal-session-${port}=${secret}` })).toBe(401);
    expect(await statusOf(bearer(secret))).toBe(401);
    // One that another program of this host planted beside it does not hide it.
    const planted = `shoal-session-${port}=${'A'.repeat(43)}`;
    expect(await statusOf({ cookie: `${planted}; x=1; ${cookie}` })).toBe(200);
  });

  it('ends with a changed password, but the one that changed it', async () => {
    const [mine, other] = [await session(), await session()];
    const change = (currentPassword: string, newPassword: string) =>
      ask('POST', '/api/auth/password', { headers: mine, body: { currentPassword, newPassword } });
    expect((await change('wrong', 'another password')).body).toMatchObject({
      code: 'wrong-password',
    });
    expect((await change(TEST_PASSWORD, 'short')).body).toMatchObject({ code: 'weak-password' });
    expect(await statusOf(other)).toBe(200);
    expect((await change(TEST_PASSWORD, 'another password')).status).toBe(204);
    expect([await statusOf(mine), await statusOf(other)]).toEqual([200, 401]);
    expect((await logIn()).status).toBe(401);
    expect((await logIn('another password')).status).toBe(200);
  });
});

describe('a session behind TLS', () => {
  it('has a cookie that only TLS sends, under a name that only TLS can set', async () => {
    await server.close();
    server = await startFakeApp({ environment: { SHOAL_TRUSTED_PROXIES: '127.0.0.1' } });
    const proxied = { 'x-forwarded-proto': 'https' };
    const { headers } = await logIn(TEST_PASSWORD, proxied);
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-shoal-session-\d+=/);
    expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
    expect(await statusOf({ ...proxied, cookie: cookieOf(headers) })).toBe(200);
    // Without TLS it is not ours, and one of without TLS counts for nothing with it.
    expect(await statusOf({ cookie: cookieOf(headers) })).toBe(401);
    expect(await statusOf({ ...proxied, ...(await session()) })).toBe(401);
  });

  it('stands below the base path', async () => {
    await server.close();
    server = await startFakeApp({
      environment: { SHOAL_TRUSTED_PROXIES: '127.0.0.1', SHOAL_BASE_PATH: '/shoal' },
    });
    const { headers } = await call(server.url, 'POST', '/shoal/api/auth/login', {
      body: { username: TEST_USER, password: TEST_PASSWORD },
      headers: { 'x-forwarded-proto': 'https' },
      anonymous: true,
    });
    expect(headers.getSetCookie()[0]).toMatch(/^__Secure-shoal-session-.*; Path=\/shoal\/;/);
  });
});

describe('a token', () => {
  it('is shown once, and lets a program do what its scope says', async () => {
    const { token: text, id } = await token('read');
    expect(text).toMatch(/^shoal_[\w-]{43}$/);
    const headers = await session();
    const list = await ask('GET', '/api/auth/tokens', { headers });
    expect(JSON.stringify(list.body)).not.toContain(text);
    expect(await statusOf(bearer(text))).toBe(200);
    const refused = await ask('PATCH', '/api/settings', { headers: bearer(text), body: {} });
    expect(refused.body).toMatchObject({ status: 403, code: 'scope-missing' });
    expect(refused.body['detail']).toContain('admin');
    const used = await ask('GET', '/api/auth/tokens', { headers });
    expect(used.body).toMatchObject([{ id, lastUsedAt: expect.any(String) }]);
  });

  it('lets nobody in after it was deleted', async () => {
    const { token: text, id } = await token('control');
    const headers = await session();
    expect(await statusOf(bearer(text))).toBe(200);
    expect((await ask('DELETE', `/api/auth/tokens/${id}`, { headers })).status).toBe(204);
    expect(await statusOf(bearer(text))).toBe(401);
    const again = await ask('DELETE', `/api/auth/tokens/${id}`, { headers });
    expect(again.body).toMatchObject({ code: 'token-not-found' });
  });

  it('ends at its time', async () => {
    const { token: text } = await token('read', new Date(Date.now() + 1_500).toISOString());
    expect(await statusOf(bearer(text))).toBe(200);
    await sleep(1_600);
    expect(await statusOf(bearer(text))).toBe(401);
  });

  it('cannot end in the past, or be nameless, or have another scope', async () => {
    const headers = await session();
    const create = async (body: object) =>
      (await ask('POST', '/api/auth/tokens', { headers, body })).status;
    expect(await create({ name: 'x', scope: 'read', expiresAt: '2020-01-01T00:00:00Z' })).toBe(422);
    expect(await create({ name: ' ', scope: 'read' })).toBe(400);
    expect(await create({ name: 'a\u202eb', scope: 'read' })).toBe(400);
    expect(await create({ name: 'x', scope: 'root' })).toBe(400);
    expect(await create({ name: 'x', scope: 'read', accountId: 'other' })).toBe(400);
  });

  it('cannot log out', async () => {
    const { token: text } = await token('admin');
    const answer = await ask('POST', '/api/auth/logout', { headers: bearer(text) });
    expect(answer.body).toMatchObject({ code: 'session-needed' });
  });

  it('wins over a cookie, so that a wrong one is never covered up', async () => {
    const wrong = bearer(`shoal_${'A'.repeat(43)}`);
    expect(await statusOf({ ...(await session()), ...wrong })).toBe(401);
    // Of a proxy's own login, which passes through.
    expect(await statusOf({ ...(await session()), authorization: 'Basic eDp5' })).toBe(200);
  });

  it.each(['Bearer', 'Bearer ', 'Bearer x', 'bearer shoal_', `Bearer shoal_${'A'.repeat(300)}`])(
    'lets nobody in by "%s"',
    async (authorization) => expect(await statusOf({ authorization })).toBe(401),
  );
});

describe('the event stream', () => {
  it.each(['websocket', 'polling'])('is closed to strangers, over %s', async (transport) => {
    await expect(listen({}, transport)).rejects.toThrow('error');
    await expect(listen(bearer(`shoal_${'A'.repeat(43)}`), transport)).rejects.toThrow('error');
  });

  it.each(['websocket', 'polling'])('ends with the logout, over %s', async (transport) => {
    const headers = await session();
    const [socket, other] = [await listen(headers, transport), await listen(await session())];
    await ask('POST', '/api/auth/logout', { headers });
    expect(await isClosedWithin(socket, 1_000)).toBe(true);
    expect(other.connected).toBe(true);
  });

  it('ends with a changed password, but for who changed it', async () => {
    const headers = await session();
    const [mine, other] = [await listen(headers), await listen(await session())];
    const body = { currentPassword: TEST_PASSWORD, newPassword: 'another password' };
    await ask('POST', '/api/auth/password', { headers, body });
    expect(await isClosedWithin(other, 1_000)).toBe(true);
    expect(mine.connected).toBe(true);
  });

  it('ends with a deleted token, and at the end of its time', async () => {
    const { token: deleted, id } = await token('read');
    const { token: short } = await token('read', new Date(Date.now() + 2_000).toISOString());
    const [first, second] = [await listen(bearer(deleted)), await listen(bearer(short))];
    await ask('DELETE', `/api/auth/tokens/${id}`, { headers: await session() });
    expect(await isClosedWithin(first, 1_000)).toBe(true);
    expect(await isClosedWithin(second, 3_000)).toBe(true);
  });
});

describe('a download', () => {
  it('says whose it is, also in a later run', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'shoal-auth-'));
    await server.close();
    server = await startFakeApp({ directory });
    const { token: text } = await token('control');
    const headers = bearer(text);
    const { body: torrent } = await ask('POST', '/api/upload-torrent', {
      headers,
      body: torrentForm(buildTorrent().bytes),
    });
    const body = { torrentId: torrent['id'], paused: true };
    const started = await ask('POST', '/api/start-download', { headers, body });
    expect(started.body).toMatchObject({ addedBy: TEST_USER });
    await server.close();
    server = await startFakeApp({ directory });
    expect((await ask('GET', '/api/downloads', { headers })).body).toMatchObject({
      items: [{ id: torrent['id'], addedBy: TEST_USER }],
    });
    rmSync(directory, { recursive: true });
  });
});

describe('the database', () => {
  it('has nothing that would let one in', async () => {
    const { cookie } = await session();
    const { token: text } = await token('admin');
    const secrets = [cookie.split('=')[1]!, text.slice('shoal_'.length), TEST_PASSWORD];
    const files = readdirSync(server.config.dataDirectory)
      .map((name) => join(server.config.dataDirectory, name))
      .filter((path) => statSync(path).isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) {
      const bytes = readFileSync(path);
      for (const secret of secrets) expect(bytes.includes(secret)).toBe(false);
    }
  });
});

describe('the first start', () => {
  beforeEach(async () => {
    await server.close();
    const environment = { SHOAL_ADMIN_USER: '', SHOAL_ADMIN_PASSWORD: '' };
    server = await startFakeApp({ environment });
  });

  const codeFile = () => join(server.config.dataDirectory, 'setup-code');
  const setUp = (code: string, password = 'a first password') =>
    ask('POST', '/api/auth/setup', { body: { code, username: 'anna', password } });

  it('makes an account for who has the code, once', async () => {
    const needed = async () => (await ask('GET', '/api/auth/setup')).body;
    expect(await needed()).toEqual({ needed: true });
    expect((await logIn()).status).toBe(401);
    const code = readFileSync(codeFile(), 'utf8').trim();
    expect((await setUp('wrong')).body).toMatchObject({ code: 'wrong-setup-code' });
    expect((await setUp(code, 'short')).body).toMatchObject({ code: 'weak-password' });
    const done = await setUp(code.toLowerCase());
    expect(done.status).toBe(201);
    expect(await statusOf({ cookie: cookieOf(done.headers) })).toBe(200);
    expect(await needed()).toEqual({ needed: false });
    expect(statSync(codeFile(), { throwIfNoEntry: false })).toBeUndefined();
    expect((await setUp(code)).body).toMatchObject({ code: 'setup-done' });
  });

  it('makes one account only, however many ask at once', async () => {
    const code = readFileSync(codeFile(), 'utf8').trim();
    const answers = await Promise.all(Array.from({ length: 4 }, () => setUp(code)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 409, 409, 409,
    ]);
  });

  it('makes who guesses codes wait', async () => {
    for (let i = 0; i < 5; i++) await setUp(`wrong ${i}`);
    expect((await setUp('wrong again')).status).toBe(429);
  });
});
