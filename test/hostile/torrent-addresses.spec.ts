/**
 * Torrents by addresses that lead inside, or to what is no torrent. Whether a service inside was reached is counted by
 * a listener, not believed.
 */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressRanges } from '../../server/src/engine/net/address-ranges.ts';
import { FetchError } from '../../server/src/engine/net/fetch-error.ts';
import { guardedFetch } from '../../server/src/engine/net/guarded-fetch.ts';
import { createHostLookup } from '../../server/src/engine/net/host-lookup.ts';
import { FakeClock } from '../../server/src/engine/testing/fake-clock.ts';
import { INSIDE_FORMS, INSIDE_NAMES } from '../support/inside-addresses.ts';

const MOST_BYTES = 100_000;
const TIMEOUT_MS = 2_000;

let server: Server;
let connections: number;
let requests: string[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  connections = 0;
  requests = [];
  answer = (response) => response.end('d4:infode');
  server = createServer((request, response) => {
    requests.push(`${request.url} ${JSON.stringify(request.headers)}`);
    answer(response);
  });
  server.on('connection', () => connections++);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface FetchOptions {
  names?: Record<string, string[][]>;
  open?: string[];
}

const port = (): number => (server.address() as AddressInfo).port;
const redirectTo = (response: ServerResponse, location: string): ServerResponse =>
  response.writeHead(302, { location: location.replace('PORT', String(port())) }).end();

/** The text that comes, or the code of the refusal. */
async function outcomeOf(
  url: string,
  { names = INSIDE_NAMES, open = [] }: FetchOptions = {},
): Promise<string> {
  const resolve = createHostLookup(new FakeClock(), async (host) => {
    const answers = names[host.toLowerCase()];
    const found = (answers?.length ?? 0) > 1 ? answers!.shift() : answers?.[0];
    if (found === undefined) throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    return found.map((address) => ({ address }));
  });
  try {
    const bytes = await guardedFetch(url.replace('PORT', String(port())), {
      resolve,
      openNetworks: new AddressRanges(open),
      localAddress: null,
      userAgent: 'test',
      maxBytes: MOST_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
    return Buffer.from(bytes).toString();
  } catch (error) {
    if (error instanceof FetchError) return error.code;
    throw error;
  }
}

describe('an address that leads inside', () => {
  it.each([
    ...INSIDE_FORMS,
    'http://127.0.0.1:PORT/announce',
    'http://192.168.1.1/x.torrent',
    'http://10.0.0.1/x.torrent',
    'http://172.16.0.1/x.torrent',
    'http://100.64.0.1/x.torrent',
    'http://[fd12::1]/x.torrent',
    'http://[2002:c0a8:101::]/x.torrent',
  ])('is not fetched: %s', async (form) => {
    expect(await outcomeOf(form)).toMatch(/refused|dns/);
    expect(connections).toBe(0);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1:PORT/x',
    'gopher://127.0.0.1:PORT/x',
    'data:application/x-bittorrent,d4:infodee',
    'javascript:alert(1)',
    'udp://127.0.0.1:PORT',
    '//127.0.0.1:PORT/x',
    '/etc/passwd',
    'http://',
    'http:127.0.0.1:PORT:80/x',
    '',
    'http://user@127.0.0.1:PORT/x',
    'http://user:secret@127.0.0.1:PORT/x',
  ])('is not fetched even where the network is open: %s', async (form) => {
    expect(await outcomeOf(form, { open: ['127.0.0.0/8'] })).toBe('refused');
    expect(connections).toBe(0);
  });

  it.each([1, 22, 25, 53, 110, 143, 465, 587, 2049, 6000, 6667])(
    'is not fetched from port %i, where no web server is',
    async (blocked) => {
      const open = ['127.0.0.0/8'];
      expect(await outcomeOf(`http://127.0.0.1:${blocked}/x`, { open })).toBe('refused');
    },
  );

  it('is fetched where the user opens the network', async () => {
    const open = ['127.0.0.0/8'];
    expect(await outcomeOf('http://127.0.0.1:PORT/x', { open })).toBe('d4:infode');
    expect(await outcomeOf('http://loopback.test:PORT/x', { open })).toBe('d4:infode');
  });

  it('is not reached by a name that answers otherwise when it is asked again', async () => {
    const open = ['127.0.0.2'];
    const names = { 'flips.test': [['127.0.0.2'], ['127.0.0.1']] };
    expect(await outcomeOf('http://flips.test:PORT/x', { names, open })).toBe('connection');
    const other = { 'flips.test': [['127.0.0.1'], ['127.0.0.2']] };
    expect(await outcomeOf('http://flips.test:PORT/x', { names: other, open })).toBe('refused');
    expect(connections).toBe(0);
  });

  it('is not reached by the other address of a name that has two', async () => {
    const names = { 'two.test': [['169.254.169.254', '127.0.0.1']] };
    expect(await outcomeOf('http://two.test:PORT/x', { names })).toBe('refused');
    expect(connections).toBe(0);
  });
});

describe('a redirect', () => {
  const open = ['127.0.0.1'];

  it.each([
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/x',
    'http://user:secret@127.0.0.1:PORT/x',
    'http://127.0.0.2:PORT/x',
    'http://127.0.0.1:22/x',
    'http://169.254.169.254/latest/meta-data/',
    'http://192.168.1.1/',
    'http://[::1]:PORT/x',
    'http://',
  ])('is not followed to %s', async (location) => {
    answer = (response) => redirectTo(response, location);
    expect(await outcomeOf('http://127.0.0.1:PORT/x', { open })).toBe('refused');
    expect(connections).toBe(1);
  });

  it('is followed five times, and nothing of who we are goes along', async () => {
    answer = (response) => redirectTo(response, `http://127.0.0.1:PORT/${requests.length}`);
    expect(await outcomeOf('http://127.0.0.1:PORT/x', { open })).toBe('bad-reply');
    expect(requests).toHaveLength(6);
    for (const request of requests) expect(request).not.toMatch(/authorization|cookie|referer/i);
  });
});

describe('what is at an address', () => {
  const fetch = (): Promise<string> =>
    outcomeOf('http://127.0.0.1:PORT/x', { open: ['127.0.0.1'] });

  it('is taken up to the limit, compressed or not, and no further', async () => {
    const most = 'x'.repeat(MOST_BYTES);
    answer = (response) => response.end(most);
    expect(await fetch()).toBe(most);
    answer = (response) => response.end(`${most}x`);
    expect(await fetch()).toBe('too-large');
    const gzip = { 'content-encoding': 'gzip' };
    answer = (response) => response.writeHead(200, gzip).end(gzipSync(most));
    expect(await fetch()).toBe(most);
    answer = (response) => response.writeHead(200, gzip).end(gzipSync(Buffer.alloc(50_000_000)));
    expect(await fetch()).toBe('too-large');
  });

  it('is nothing where the answer is no success, or makes no sense', async () => {
    answer = (response) => response.writeHead(404).end('d4:infode');
    expect(await fetch()).toBe('http-status');
    answer = (response) => response.writeHead(200, { 'content-encoding': 'br' }).end('x');
    expect(await fetch()).toBe('bad-reply');
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    expect(await fetch()).toBe('bad-reply');
    answer = (response) => response.socket!.end('SSH-2.0-OpenSSH\r\n');
    expect(await fetch()).toBe('bad-reply');
    answer = (response) => response.destroy();
    expect(await fetch()).toBe('connection');
  });

  it('must come in time, however slowly it comes', async () => {
    answer = (response) => {
      const timer = setInterval(() => response.write('x'), 100);
      response.on('close', () => clearInterval(timer));
    };
    expect(await fetch()).toBe('timeout');
  });
});
