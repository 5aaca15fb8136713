import { describe, expect, it } from 'vitest';
import { parseHostNames, parseNetworks, parseOrigins } from './web-setting-values.ts';

describe('names of the server', () => {
  it('are lists, in lower case', () => {
    expect(parseHostNames('Shoal.example.org, *.home.example nas_1')).toEqual([
      'shoal.example.org',
      '*.home.example',
      'nas_1',
    ]);
    expect(parseHostNames('')).toEqual([]);
  });

  it.each(['*', '*.', 'a.*.b', 'https://a.example', 'a.example:80', 'a..b', '-a', 'a.1', 'a/b'])(
    'are not "%s"',
    (text) => expect(() => parseHostNames(text)).toThrow(/must be names/),
  );
});

describe('networks of proxies', () => {
  it('are addresses and CIDR', () => {
    const text = '127.0.0.1,172.16.0.0/12 fd00::/8, ::1';
    expect(parseNetworks(text)).toEqual(['127.0.0.1', '172.16.0.0/12', 'fd00::/8', '::1']);
  });

  it.each(['localhost', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10'])(
    'are not "%s"',
    (text) => expect(() => parseNetworks(text)).toThrow(/must be addresses/),
  );
});

describe('origins', () => {
  it('are kept as browsers send them', () => {
    expect(parseOrigins('https://App.example.org:443/, http://localhost:4200')).toEqual([
      'https://app.example.org',
      'http://localhost:4200',
    ]);
  });

  it.each([
    '*',
    'null',
    'app.example.org',
    'https://a.example/path',
    'file:///x',
    'https://u@a.example',
  ])('are not "%s"', (text) => expect(() => parseOrigins(text)).toThrow(/must be origins/));
});
