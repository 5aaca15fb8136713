/**
 * What every answer says to browsers, whatever it is an answer to; and that nothing that a caller sends becomes a
 * header of an answer.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialsFor } from '../support/credentials.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { documentedRoutes } from './documented-routes.ts';
import { send, type RawAnswer } from './raw-request.ts';

const OTHER_PATHS = [
  '/',
  '/settings',
  '/nope.js',
  '/api/docs',
  '/api/docs/swagger-ui.css',
  '/api/nope',
  '/metrics',
  '/%zz',
  '/..%2f',
];
/** A line end in every spelling that a server may take for one. */
const LINE_ENDS = ['%0d%0a', '%0a', '%0d', '%E5%98%8A%E5%98%8D', '%u000d%u000a', '\\r\\n'];

let attacked: AttackedServer;
let credentials: Record<string, string>;
beforeAll(async () => {
  attacked = await startAttackedServer();
  credentials = await credentialsFor(attacked.url);
});
afterAll(() => attacked[Symbol.asyncDispose]());

/** What is missing from or too much in the headers of an answer. */
function faultsOf({ headers }: RawAnswer): string[] {
  const policy = String(headers['content-security-policy']);
  const wanted: [string, boolean][] = [
    ['frame-ancestors', policy.includes("frame-ancestors 'none'")],
    ['default-src', /default-src '(?:none|self)'/.test(policy)],
    [
      'no unsafe sources',
      !/unsafe-|\*|https?:|data:(?!;|$)/.test(policy.replace(/img-src [^;]*/, '')),
    ],
    ['x-frame-options', headers['x-frame-options'] === 'DENY'],
    ['nosniff', headers['x-content-type-options'] === 'nosniff'],
    ['referrer-policy', headers['referrer-policy'] === 'no-referrer'],
    ['permissions-policy', String(headers['permissions-policy']).includes('camera=()')],
    ['opener policy', headers['cross-origin-opener-policy'] === 'same-origin'],
    ['resource policy', headers['cross-origin-resource-policy'] === 'same-origin'],
    ['no x-powered-by', headers['x-powered-by'] === undefined],
    ['no leave to read', headers['access-control-allow-origin'] === undefined],
  ];
  return wanted.filter(([, isRight]) => !isRight).map(([name]) => name);
}

describe('every answer', () => {
  it('carries the security headers: each route of the API, refused and let in', async () => {
    const faults: string[] = [];
    for (const { method, path } of await documentedRoutes(attacked.url)) {
      for (const headers of [{}, credentials]) {
        const answer = await send(attacked.url + path, { method, headers });
        for (const fault of faultsOf(answer))
          faults.push(`${method} ${path} ${answer.status}: ${fault}`);
        if (answer.headers['cache-control'] === undefined)
          faults.push(`${method} ${path}: cache-control`);
      }
    }
    expect(faults).toEqual([]);
  });

  it.each(OTHER_PATHS)('to %s does, too', async (path) => {
    expect(faultsOf(await send(attacked.url + path, { headers: credentials }))).toEqual([]);
  });

  it('with an account of anything in it is kept nowhere', async () => {
    for (const path of ['/api/info', '/api/settings', '/api/audit', '/api/auth/session']) {
      const { headers } = await send(attacked.url + path, { headers: credentials });
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});

describe('what a caller sends', () => {
  it.each(LINE_ENDS)('with %s in it becomes no header of an answer', async (end) => {
    const text = `x${end}Set-Cookie:%20evil=1${end}X-Evil:%201`;
    const paths = [
      `/${text}`,
      `/api/${text}`,
      `/api/downloads?search=${text}`,
      `/api/downloads/${text}`,
      `/shoal${text}/`,
    ];
    for (const path of paths) {
      const { headers, status } = await send(attacked.url + path, { headers: credentials });
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['x-evil']).toBeUndefined();
      expect(status).toBeLessThan(500);
    }
  });

  it.each(['Origin', 'Host', 'X-Forwarded-Host', 'Referer', 'Access-Control-Request-Headers'])(
    'in the header %s comes back in no header of an answer',
    async (name) => {
      const value = 'evil.test"><script>';
      const { hostname, port } = new URL(attacked.url);
      const socket = connect({ host: hostname, port: Number(port) });
      const host = name === 'Host' ? '' : 'Host: localhost\r\n';
      socket.write(
        `OPTIONS /api/downloads HTTP/1.1\r\n${host}${name}: ${value}\r\nConnection: close\r\n\r\n`,
      );
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
      await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toContain('evil.test');
    },
  );
});
