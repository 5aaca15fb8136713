import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebDoor } from './web-door.ts';

const CLOSED = { allowedHosts: [], trustedProxies: [], corsOrigins: [] };

function requestFrom(
  remoteAddress: string,
  headers: Record<string, string>,
  socket: object = {},
): IncomingMessage {
  return { headers, socket: { remoteAddress, ...socket } } as unknown as IncomingMessage;
}

const local = (headers: Record<string, string>) => requestFrom('127.0.0.1', headers);

describe('the names that are answered', () => {
  const door = new WebDoor(
    { ...CLOSED, allowedHosts: ['shoal.example.org', '*.home.example'] },
    'nas',
  );

  it.each([
    '127.0.0.1:8080',
    '127.9.9.9',
    '192.168.1.4:8080',
    '203.0.113.7',
    '[::1]:8080',
    '[fe80::1]',
    'localhost',
    'LOCALHOST:8080',
    'shoal.localhost:8080',
    'nas:8080',
    'nas.local',
    'NAS',
    'shoal.example.org',
    'shoal.example.org:443',
    'shoal.home.example:80',
    'a.b.home.example',
  ])('are %s', (host) => expect(door.hasOwnHost(local({ host }))).toBe(true));

  it.each([
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    'nas.evil.test',
    'nas.lan',
    'x.shoal.example.org',
    'example.org',
    'home.example',
    'evilhome.example',
    '.home.example',
    'shoal.example.org.',
    'user@127.0.0.1',
    '127.0.0.1/path',
    '127.0.0.1:8080#',
    '127.0.0.1:8080, evil.test',
    '127.0.0.1:99999',
    '0.0.0.0',
    '[::]',
    '2130706433',
    '0x7f.1',
    '[::1',
    '',
  ])('are not "%s"', (host) => expect(door.hasOwnHost(local({ host }))).toBe(false));

  it('are not none', () => expect(door.hasOwnHost(local({}))).toBe(false));

  it('are not widened by what the caller says of a proxy', () => {
    const headers = { host: 'evil.test', 'x-forwarded-host': 'localhost' };
    expect(door.hasOwnHost(local(headers))).toBe(false);
    const behind = new WebDoor({ ...CLOSED, trustedProxies: ['127.0.0.1'] }, 'nas');
    expect(behind.hasOwnHost(local(headers))).toBe(false);
  });

  it('are also those that a proxy of ours was called by', () => {
    const behind = new WebDoor(
      { ...CLOSED, allowedHosts: ['shoal.example.org'], trustedProxies: ['127.0.0.1'] },
      'nas',
    );
    const called = (name: string) => local({ host: '127.0.0.1:8080', 'x-forwarded-host': name });
    expect(behind.hasOwnHost(called('shoal.example.org'))).toBe(true);
    expect(behind.hasOwnHost(called('evil.test'))).toBe(false);
  });
});

describe('the pages that may change something', () => {
  const door = new WebDoor(CLOSED, 'nas');
  const host = '127.0.0.1:8080';

  it.each([
    {},
    { 'sec-fetch-site': 'none' },
    { origin: 'http://127.0.0.1:8080' },
    { origin: 'https://127.0.0.1:8080' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' },
    // Behind a proxy that puts its own name for us into Host.
    { origin: 'https://shoal.example.org', 'sec-fetch-site': 'same-origin' },
  ])('are our own: %o', (headers) => {
    expect(door.isFromOwnPage(local({ host, ...headers }))).toBe(true);
  });

  it.each([
    { origin: 'http://evil.test' },
    { origin: 'http://127.0.0.1:9090' },
    { origin: 'http://127.0.0.1' },
    { origin: 'http://localhost:8080' },
    { origin: 'file://127.0.0.1:8080' },
    { origin: 'null' },
    { origin: 'nonsense' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:8080' },
    { 'sec-fetch-site': 'none', origin: 'http://evil.test' },
    { 'sec-fetch-site': 'unheard-of' },
    { origin: 'http://evil.test', 'x-forwarded-host': 'evil.test' },
  ])('are no others: %o', (headers) => {
    expect(door.isFromOwnPage(local({ host, ...headers }))).toBe(false);
  });

  it('are those of the name that a proxy of ours was called by', () => {
    const behind = new WebDoor({ ...CLOSED, trustedProxies: ['10.0.0.0/8'] }, 'nas');
    const from = (address: string, proto: string, origin: string) =>
      requestFrom(address, {
        host,
        'x-forwarded-host': 'shoal.example.org',
        'x-forwarded-proto': proto,
        origin,
      });
    const mine = 'https://shoal.example.org';
    expect(behind.isFromOwnPage(from('10.1.2.3', 'https', mine))).toBe(true);
    expect(behind.isFromOwnPage(from('::ffff:10.1.2.3', 'https', mine))).toBe(true);
    expect(behind.isFromOwnPage(from('11.1.2.3', 'https', mine))).toBe(false);
    expect(behind.isFromOwnPage(from('10.1.2.3', 'https', 'http://shoal.example.org'))).toBe(false);
  });

  it('are not plain pages of our name where we speak TLS', () => {
    const request = requestFrom(
      '192.0.2.1',
      { host: 'nas', origin: 'http://nas' },
      { encrypted: true },
    );
    expect(door.isFromOwnPage(request)).toBe(false);
  });

  it('know the default ports', () => {
    const request = (name: string, origin: string) => local({ host: name, origin });
    expect(door.isFromOwnPage(request('nas', 'http://nas'))).toBe(true);
    expect(door.isFromOwnPage(request('nas:80', 'http://nas'))).toBe(true);
    expect(door.isFromOwnPage(request('nas:443', 'https://nas'))).toBe(true);
    expect(door.isFromOwnPage(request('nas', 'http://nas:8080'))).toBe(false);
  });
});

describe('the address of the caller', () => {
  const { proxies } = new WebDoor({ ...CLOSED, trustedProxies: ['127.0.0.1', 'fd00::/8'] }, 'nas');
  const addressOf = (remote: string, forwarded: string) =>
    proxies.callerAddress(requestFrom(remote, { 'x-forwarded-for': forwarded }));

  it.each([
    ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['127.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['::ffff:127.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['127.0.0.1', '198.51.100.7, fd00::5', '198.51.100.7'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['fd12::1', '2001:db8::1', '2001:db8::1'],
  ])('from %s, which says "%s", is %s', (remote, forwarded, expected) => {
    expect(addressOf(remote, forwarded)).toBe(expected);
  });
});

describe('the listed origins', () => {
  const door = new WebDoor({ ...CLOSED, corsOrigins: ['https://app.example.org'] }, 'nas');

  it('are found by letter', () => {
    expect(door.listedOrigin(local({ origin: 'https://app.example.org' }))).toBe(
      'https://app.example.org',
    );
    expect(door.listedOrigin(local({ origin: 'https://app.example.org:8443' }))).toBeNull();
    expect(door.listedOrigin(local({ origin: 'null' }))).toBeNull();
    expect(door.listedOrigin(local({}))).toBeNull();
  });
});
