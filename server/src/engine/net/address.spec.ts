import { isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  endpointKey,
  formatAddress,
  formatCompactPeers,
  parseAddress,
  parseCompactPeers,
  parseEndpoint,
} from './address.ts';

describe('address text', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::ffff:7f00:1', '127.0.0.1'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('spells %s as %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    '',
    'host',
    '1.2.3',
    '127.1',
    '0x7f.0.0.1',
    '01.2.3.4',
    '256.1.1.1',
    'fe80::1%lo',
    '[::1]',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('gives back the bytes that it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = formatAddress(bytes);
        const again = parseAddress(text)!;
        expect(formatAddress(again)).toBe(text);
        expect([...again]).toEqual([...bytes.subarray(isIPv6(text) ? 0 : 12)]);
      }),
    );
  });
});

describe('endpoint keys', () => {
  it.each([
    ['1.2.3.4:5', '1.2.3.4', 5],
    ['[::1]:6881', '::1', 6881],
  ])('reads and writes %s', (key, address, port) => {
    expect(parseEndpoint(key)).toEqual({ address, port });
    expect(endpointKey({ address, port })).toBe(key);
  });

  it('gives a mapped address the key of the IPv4 one', () => {
    expect(parseEndpoint('[::ffff:1.2.3.4]:5')).toEqual({ address: '1.2.3.4', port: 5 });
  });

  it.each(['1.2.3.4', '1.2.3.4:', '1.2.3.4:65536', '::1:5', 'host:5', '[::1]', '1.2.3.4:5x'])(
    'refuses %j',
    (text) => {
      expect(parseEndpoint(text)).toBeNull();
    },
  );
});

describe('compact peers', () => {
  it('reads both families and leaves out a cut last entry', () => {
    expect(parseCompactPeers(Uint8Array.of(1, 2, 3, 4, 0x1a, 0xe1, 9, 9), 4)).toEqual([
      { address: '1.2.3.4', port: 6881 },
    ]);
    const ipv6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 80);
    expect(parseCompactPeers(ipv6, 6)).toEqual([{ address: '2001:db8::1', port: 80 }]);
  });

  it('writes each peer into the list of its family', () => {
    const peers = [
      { address: '1.2.3.4', port: 258 },
      { address: '::1', port: 1 },
      { address: 'host.example', port: 1 },
    ];
    const { ipv4, ipv6 } = formatCompactPeers(peers);
    expect([...ipv4]).toEqual([1, 2, 3, 4, 1, 2]);
    expect(parseCompactPeers(ipv6, 6)).toEqual([peers[1]]);
  });

  it('gives back the peers that it wrote', () => {
    const peer = fc.record({
      address: fc.oneof(
        fc.ipV4(),
        fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatAddress),
      ),
      port: fc.nat(65_535),
    });
    fc.assert(
      fc.property(fc.array(peer), (peers) => {
        const { ipv4, ipv6 } = formatCompactPeers(peers);
        const read = [...parseCompactPeers(ipv4, 4), ...parseCompactPeers(ipv6, 6)];
        expect(read.map(endpointKey).toSorted()).toEqual(peers.map(endpointKey).toSorted());
      }),
    );
  });

  it('reads any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(4 as const, 6 as const), (bytes, family) => {
        const entryBytes = family === 4 ? 6 : 18;
        expect(parseCompactPeers(bytes, family)).toHaveLength(
          Math.floor(bytes.length / entryBytes),
        );
      }),
    );
  });
});
