import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialsFor } from '../support/credentials.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, statusOf } from '../support/rest-client.ts';

const PAGE = `<!doctype html><html><head><base href="/"><style>body{}</style></head>
<body><shoal-root></shoal-root></body></html>`;

let folder: string;
let clientDirectory: string;
let server: FakeApp;
let below: FakeApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-client-'));
  clientDirectory = join(folder, 'browser');
  await mkdir(clientDirectory);
  await writeFile(join(folder, '3rdpartylicenses.txt'), 'The licences');
  await writeFile(join(clientDirectory, 'index.html'), PAGE);
  await writeFile(join(clientDirectory, 'main-ABCD1234.js'), 'export {};');
  await writeFile(join(clientDirectory, 'chunk-a_b-C9dE.js'), 'export {};');
  await writeFile(join(clientDirectory, 'favicon.svg'), '<svg/>');
  await mkdir(join(clientDirectory, 'assets'));
  server = await startFakeApp({ clientDirectory });
  below = await startFakeApp({ clientDirectory, environment: { SHOAL_BASE_PATH: '/shoal' } });
});
afterAll(async () => {
  await server.close();
  await below.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, app = server) => call<string>(app.url, 'GET', path);

describe('the web app', () => {
  it.each(['/', '/downloads', '/downloads/abc/files', '/settings'])(
    'is served at %s',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/html/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toContain('<base href="/">');
    },
  );

  it('gives its styles the nonce of the policy, new each time', async () => {
    const [first, second] = [await get('/'), await get('/')];
    const nonceOf = ({ headers }: typeof first) =>
      /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1];
    const nonce = nonceOf(first);
    expect(first.body).toContain(`<style nonce="${nonce}">`);
    expect(first.body).toContain(`<shoal-root ngCspNonce="${nonce}">`);
    expect(nonceOf(second)).not.toBe(nonce);
  });

  it.each(['/main-ABCD1234.js', '/chunk-a_b-C9dE.js'])('keeps %s for ever', async (path) => {
    const hashed = await get(path);
    expect([hashed.status, hashed.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
  });

  it('comes with the licences of what is in it', async () => {
    const licences = await get('/3rdpartylicenses.txt');
    expect(licences.body).toBe('The licences');
  });

  it('asks again for files whose name has no hash', async () => {
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/missing.js',
    '/assets/x.png',
    '/.env',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/a%00.js',
    '/..%5c..%5cx.js',
  ])('answers %s, which is not there, with a 4xx and no page', async (path) => {
    const { status, body } = await get(path);
    expect([400, 403, 404]).toContain(status);
    expect(JSON.stringify(body)).not.toContain('shoal-root');
  });

  it('is called missing where it was not built', async () => {
    const bare = await startFakeApp();
    expect(await get('/', bare)).toMatchObject({ status: 404, body: { code: 'app-not-built' } });
    await bare.close();
  });
});

describe('the base path', () => {
  it('stands before everything', async () => {
    expect((await get('/shoal/', below)).body).toContain('<base href="/shoal/">');
    expect((await get('/shoal/api/downloads', below)).status).toBe(200);
    expect((await get('/shoal/main-ABCD1234.js', below)).status).toBe(200);
    const bare = await get('/shoal', below);
    expect([bare.status, bare.headers.get('location')]).toEqual([308, '/shoal/']);
    expect((await get('/api/downloads', below)).status).toBe(404);
    expect((await get('/shoalx/', below)).status).toBe(404);
    expect((await get('/health/live', below)).status).toBe(200);
  });

  it('is where the event stream is', async () => {
    const extraHeaders = await credentialsFor(below.url);
    const stream = io(below.url, { path: '/shoal/socket.io', reconnection: false, extraHeaders });
    await new Promise((resolve) => stream.on('session:hello', resolve));
    expect(stream.connected).toBe(true);
    stream.disconnect();
  });

  it('is where the documentation page looks for its files', async () => {
    const { status, body } = await call<string>(below.url, 'GET', '/shoal/api/docs');
    expect(status).toBe(200);
    const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(file).toMatch(/^\/shoal\/api\/docs\//);
  });

  it('is told by the API document', async () => {
    const { body } = await call<{ servers: object[] }>(below.url, 'GET', '/shoal/api/openapi.json');
    expect(body.servers).toEqual([{ url: '/shoal' }]);
  });
});

describe('who is answered', () => {
  it.each([
    '/',
    '/api/downloads',
    '/api/openapi.json',
    '/health/live',
    '/main-ABCD1234.js',
    '/nope',
  ])('nobody who calls %s by a foreign name', async (path) => {
    expect(await statusOf(server.url + path, { host: 'evil.test' })).toBe(421);
  });

  it.each([
    ['POST', '/api/upload-torrent'],
    ['POST', '/api/start-download'],
    ['PATCH', '/api/downloads/x/pause'],
    ['PUT', '/api/downloads/x/trackers'],
    ['DELETE', '/api/downloads/x'],
  ])('no foreign page that sends %s %s', async (method, path) => {
    for (const headers of [
      { origin: 'http://evil.test' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const { status, body } = await call(server.url, method, path, { headers });
      expect([status, body['code']]).toEqual([403, 'foreign-origin']);
    }
  });

  it('its own page', async () => {
    const headers = { origin: server.url, 'sec-fetch-site': 'same-origin' };
    expect((await call(server.url, 'DELETE', '/api/downloads/x', { headers })).status).toBe(404);
  });

  it('without letting other origins read', async () => {
    const headers = { origin: 'http://evil.test' };
    const answer = await call(server.url, 'GET', '/api/downloads', { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('every answer', () => {
  it.each([
    ['/', "default-src 'self'"],
    ['/nope.js', "default-src 'self'"],
    ['/api/docs', "default-src 'self'"],
    ['/api/downloads', "default-src 'none'"],
    ['/api/nope', "default-src 'none'"],
    ['/health/live', "default-src 'none'"],
  ])('to %s carries the security headers', async (path, sources) => {
    const { headers } = await get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(sources);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('of the app lets only Angular make HTML of text', async () => {
    const { headers } = await get('/');
    expect(headers.get('content-security-policy')).toMatch(
      /require-trusted-types-for 'script';trusted-types angular( angular#\w+)*(;|$)/,
    );
  });

  it.each([
    ['GET', '/api/nope', undefined, 404],
    ['POST', '/', undefined, 404],
    ['GET', '/health/nope', undefined, 404],
    ['POST', '/api/downloads', {}, 404],
    ['POST', '/api/start-download', '{', 400],
    ['POST', '/api/start-download', '[1', 400],
    ['GET', '/api/downloads/%E0%A4%A', undefined, 400],
    ['POST', '/api/start-download', JSON.stringify({ a: 'x'.repeat(5_000_000) }), 413],
  ])('to %s %s that fails is a problem document', async (method, path, body, status) => {
    const headers: Record<string, string> =
      typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const answer = await call(server.url, method, path, { body, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ type: 'about:blank', status });
    expect(answer.body['code']).toMatch(/^[a-z-]+$/);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:/);
  });

  it('says when a fault is its own, and no more', async () => {
    const list = server.engine.list.bind(server.engine);
    server.engine.list = () => Promise.reject(new Error('secret'));
    const answer = await call(server.url, 'GET', '/api/downloads');
    server.engine.list = list;
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
  });
});

describe('health and info', () => {
  it('tell that it lives and is ready', async () => {
    expect((await get('/health/live')).body).toEqual({ status: 'ok' });
    expect((await get('/health/ready')).body).toEqual({ status: 'ok', findings: [] });
  });

  it('tell what an app must know', async () => {
    const downloads = join(server.directory, 'downloads');
    expect((await get('/api/info')).body).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      defaultDirectory: downloads,
      allowedDirectories: [downloads],
      peerPort: 51_413,
    });
  });
});
