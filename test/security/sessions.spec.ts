/** Sessions that somebody else set, kept or stole; and guessing of passwords. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { signIn, startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { send, type RawAnswer } from './raw-request.ts';

/** What the limits of guesses leave to one address before it must wait. */
const FREE_GUESSES = 5;

let attacked: AttackedServer;
beforeAll(async () => {
  // So that the tests can come from many addresses.
  attacked = await startAttackedServer({ SHOAL_TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => attacked[Symbol.asyncDispose]());

function post(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return send(attacked.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function logIn(from: string, password: string, headers: Record<string, string> = {}) {
  const body = { username: TEST_USER, password };
  return post('/api/auth/login', body, { 'x-forwarded-for': from, ...headers });
}

const cookieOf = ({ headers }: RawAnswer): string => headers['set-cookie']?.[0] ?? '';
const pairOf = (answer: RawAnswer): string => cookieOf(answer).split(';', 1)[0]!;

async function statusWith(cookie: string): Promise<number> {
  return (await send(`${attacked.url}/api/downloads`, { headers: { cookie } })).status;
}

describe('the cookie of a session', () => {
  it('is for this server alone, and for no script', async () => {
    const cookie = cookieOf(await logIn('192.0.2.1', TEST_PASSWORD));
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).not.toMatch(/Domain=/i);
    const secure = { 'x-forwarded-proto': 'https' };
    expect(cookieOf(await logIn('192.0.2.1', TEST_PASSWORD, secure))).toMatch(/^__Host-.*; Secure/);
  });

  it('is never one that somebody set before', async () => {
    const [name] = (await signIn(attacked.url)).split('=', 1);
    const planted = `${name}=${'A'.repeat(43)}`;
    const answer = await logIn('192.0.2.2', TEST_PASSWORD, { cookie: planted });
    expect(pairOf(answer)).not.toBe(planted);
    expect(await statusWith(planted)).toBe(401);
    expect(await statusWith(pairOf(answer))).toBe(200);
  });

  it('is a new one at each login, and the old one of that browser ends', async () => {
    const first = pairOf(await logIn('192.0.2.3', TEST_PASSWORD));
    const second = pairOf(await logIn('192.0.2.3', TEST_PASSWORD, { cookie: first }));
    expect(second).not.toBe(first);
    expect([await statusWith(first), await statusWith(second)]).toEqual([401, 200]);
  });

  it('lets nobody in after the logout', async () => {
    const cookie = pairOf(await logIn('192.0.2.4', TEST_PASSWORD));
    expect((await post('/api/auth/logout', {}, { cookie })).status).toBe(204);
    expect(await statusWith(cookie)).toBe(401);
  });

  it('lies nowhere in the data folder, nor does a password', async () => {
    const secret = pairOf(await logIn('192.0.2.5', TEST_PASSWORD)).split('=')[1]!;
    const folder = join(attacked.folder, 'data');
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const content = await readFile(join(file.parentPath, file.name));
      expect(content.includes(secret)).toBe(false);
      expect(content.includes(TEST_PASSWORD)).toBe(false);
    }
    expect(attacked.server.output).not.toContain(TEST_PASSWORD);
  });
});

describe('who guesses passwords', () => {
  it('is held back after a few, also with the right one, and told for how long', async () => {
    const answers: RawAnswer[] = [];
    for (let i = 0; i <= FREE_GUESSES; i++)
      answers.push(await logIn('198.51.100.1', `wrong ${i} password`));
    expect(answers.slice(0, FREE_GUESSES).every(({ code }) => code === 'wrong-credentials')).toBe(
      true,
    );
    const last = answers.at(-1)!;
    expect([last.status, last.code]).toEqual([429, 'too-many-attempts']);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is told the same of an account that there is and of one that there is not', async () => {
    const known = await logIn('198.51.100.2', 'a wrong password');
    const body = { username: 'nobody', password: 'a wrong password' };
    const unknown = await post('/api/auth/login', body, { 'x-forwarded-for': '198.51.100.2' });
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
  });

  it('does not get further by many connections at once', async () => {
    const guesses = Array.from({ length: 50 }, (_, i) =>
      logIn('198.51.100.3', `wrong ${i} password`),
    );
    const codes = (await Promise.all(guesses)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'wrong-credentials').length).toBeLessThanOrEqual(
      FREE_GUESSES,
    );
  });

  it('does not get further by the addresses of one network', async () => {
    const guesses = Array.from({ length: 30 }, (_, i) =>
      logIn(`2001:db8:1:2::${i}`, `wrong ${i} password`),
    );
    const codes = (await Promise.all(guesses)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'wrong-credentials').length).toBeLessThanOrEqual(
      FREE_GUESSES,
    );
  });

  it('does not get further by naming another address', async () => {
    const behind = (from: string) => logIn(`${from}, 198.51.100.4`, 'a wrong password');
    const codes: (string | undefined)[] = [];
    for (let i = 0; i < 10; i++) codes.push((await behind(`203.0.113.${i}`)).code);
    expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(FREE_GUESSES);
  });

  it('does not keep the owner out', async () => {
    for (let i = 0; i < 20; i++) await logIn(`203.0.113.${100 + i}`, 'a wrong password');
    expect((await logIn('192.0.2.1', TEST_PASSWORD)).status).toBe(200);
    expect((await logIn('192.0.2.77', TEST_PASSWORD)).status).toBe(200);
  });

  it('finds no setup where there is an account', async () => {
    const body = { code: 'x'.repeat(20), username: 'mallory', password: 'a long password' };
    const { status } = await post('/api/auth/setup', body, { 'x-forwarded-for': '198.51.100.9' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
});
