import { describe, expect, it } from 'vitest';
import { hasTrustedHost, hasTrustedOrigin } from './request-checks.ts';

describe('hasTrustedHost', () => {
  it.each([
    '127.0.0.1:8080',
    'localhost',
    'LOCALHOST:8080',
    '[::1]:8080',
    '127.9.9.9',
    '127.0.0.1:80',
  ])('answers to %s', (host) => expect(hasTrustedHost({ host })).toBe(true));

  it.each([
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '192.168.1.4:8080',
    'user@127.0.0.1',
    '127.0.0.1/path',
    '127.0.0.1:8080#',
    '0.0.0.0',
    '2130706433',
    '0x7f.1',
    '',
  ])('does not answer to "%s"', (host) => expect(hasTrustedHost({ host })).toBe(false));

  it('does not answer without a Host header', () => {
    expect(hasTrustedHost({})).toBe(false);
  });
});

describe('hasTrustedOrigin', () => {
  const host = '127.0.0.1:8080';

  it('trusts programs, which send neither header', () => {
    expect(hasTrustedOrigin({ host })).toBe(true);
  });

  it('trusts its own pages', () => {
    const origin = 'http://127.0.0.1:8080';
    expect(hasTrustedOrigin({ host, origin, 'sec-fetch-site': 'same-origin' })).toBe(true);
  });

  it.each([
    { origin: 'http://evil.test' },
    { origin: 'http://127.0.0.1:9090' },
    { origin: 'http://localhost:8080' },
    { origin: 'null' },
    { origin: 'nonsense' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('does not trust %o', (headers) => {
    expect(hasTrustedOrigin({ host, ...headers })).toBe(false);
  });
});
