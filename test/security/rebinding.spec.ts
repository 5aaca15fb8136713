/**
 * DNS rebinding: a page of evil.test makes its own name point at the server, so that the browser lets it talk to us.
 * What gives it away is its name in the Host header.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/rest-client.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { documentedRoutes } from './documented-routes.ts';
import { send, type RawAnswer } from './raw-request.ts';

const STATIC_PATHS = ['/', '/downloads', '/settings', '/index.html', '/favicon.svg', '/nope.js'];
const OTHER_PATHS = ['/api/docs', '/api/openapi.json', '/api/nope', '/metrics'];
const FOREIGN_HOSTS = [
  'evil.test',
  'evil.test:8080',
  'localhost.evil.test',
  '127.0.0.1.evil.test',
  'localhost@evil.test',
  '127.1',
  '0x7f000001',
];

let attacked: AttackedServer;
beforeAll(async () => (attacked = await startAttackedServer()));
afterAll(() => attacked[Symbol.asyncDispose]());

/** What it came to: `421 wrong-host` where it was refused as it must be. */
function outcomeOf({ status, code, headers }: RawAnswer): string {
  const leave = headers['access-control-allow-origin'];
  return `${status} ${code}${leave === undefined ? '' : ` readable by ${leave}`}`;
}

const REFUSED = '421 wrong-host';

describe('a page that made its name point here', () => {
  it('reaches no route of the API', async () => {
    const routes = await documentedRoutes(attacked.url);
    expect(routes.length).toBeGreaterThan(20);
    const reached: string[] = [];
    for (const { method, path } of routes) {
      const headers = {
        host: 'evil.test',
        origin: 'http://evil.test',
        'sec-fetch-site': 'same-origin',
      };
      const answer = await send(attacked.url + path, { method, headers });
      if (outcomeOf(answer) !== REFUSED) reached.push(`${method} ${path}: ${outcomeOf(answer)}`);
    }
    expect(reached).toEqual([]);
  });

  it.each([...STATIC_PATHS, ...OTHER_PATHS])('does not reach %s', async (path) => {
    const answer = await send(attacked.url + path, { headers: { host: 'evil.test' } });
    expect(outcomeOf(answer)).toBe(REFUSED);
  });

  it.each(FOREIGN_HOSTS)('is known by the name "%s"', async (host) => {
    const { status } = await send(`${attacked.url}/api/downloads`, { headers: { host } });
    expect([400, 421]).toContain(status);
  });

  it.each([
    ['x-forwarded-host', 'localhost'],
    ['x-original-host', 'localhost'],
    ['x-host', 'localhost'],
    ['forwarded', 'host=localhost'],
  ])('gains nothing by the header %s of a proxy', async (name, value) => {
    const headers = { host: 'evil.test', [name]: value };
    expect(outcomeOf(await send(`${attacked.url}/api/downloads`, { headers }))).toBe(REFUSED);
  });

  it('gains nothing by a whole address in the request line', async () => {
    const { hostname, port } = new URL(attacked.url);
    const request = { host: 'evil.test' };
    const { status } = await send(`http://${hostname}:${port}//localhost/api/downloads`, {
      headers: request,
    });
    expect(status).toBe(421);
  });

  it('opens no event stream', async () => {
    const polling = `${attacked.url}/socket.io/?EIO=4&transport=polling`;
    expect((await send(polling, { headers: { host: 'evil.test' } })).status).toBe(403);
    const headers = {
      host: 'evil.test',
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const { status } = await send(`${attacked.url}/socket.io/?EIO=4&transport=websocket`, {
      headers,
    });
    expect([400, 403, 421]).toContain(status);
  });

  it('leaves the user of the address alone', async () => {
    expect((await call(attacked.url, 'GET', '/api/downloads')).status).toBe(200);
    const headers = { host: 'localhost' };
    expect((await send(`${attacked.url}/health/live`, { headers })).status).toBe(200);
  });
});
