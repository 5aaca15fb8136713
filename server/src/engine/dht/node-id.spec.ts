import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import { seededRandom } from '../core/random.ts';
import { isIdFor, nodeIdFor } from './node-id.ts';

const BEP_42_VECTORS: [address: string, id: string][] = [
  ['124.31.75.21', '5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401'],
  ['21.75.31.124', '5a3ce9c14e7a08645677bbd1cfe7d8f956d53256'],
  ['65.23.51.170', 'a5d43220bc8f112a3d426c84764f8c2a1150e616'],
  ['84.124.73.14', '1b0321dd1bb1fe518101ceef99462b947a01ff41'],
  ['43.213.53.83', 'e56f6cbf5b7c4be0237986d5243b87aa6d51305a'],
];

describe('ids by address', () => {
  it.each(BEP_42_VECTORS)('takes the id that BEP 42 gives for %s', (address, hex) => {
    expect(isIdFor(fromHex(hex), address)).toBe(true);
  });

  it.each(BEP_42_VECTORS)(
    'refuses the id for %s with any of its 21 bits changed',
    (address, hex) => {
      for (let bit = 0; bit < 21; bit++) {
        const id = fromHex(hex);
        id[bit >>> 3]! ^= 0x80 >>> (bit & 7);
        expect(isIdFor(id, address)).toBe(false);
      }
    },
  );

  it('leaves the lower bits of the third byte and the rest to chance', () => {
    const id = fromHex(BEP_42_VECTORS[0]![1]);
    id[2]! ^= 7;
    id[10]! ^= 0xff;
    expect(isIdFor(id, '124.31.75.21')).toBe(true);
  });

  it('makes ids that it takes, for addresses of both families', () => {
    const addresses = fc.oneof(fc.ipV4(), fc.ipV6());
    const property = fc.property(addresses, fc.integer(), (address, seed) => {
      expect(isIdFor(nodeIdFor(address, seededRandom(seed)), address)).toBe(true);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('looks at the network of an IPv6 address, not at its host', () => {
    const id = nodeIdFor('2a02:898:1:2::1', seededRandom(1));
    expect(isIdFor(id, '2a02:898:1:2:ffff:1:2:3')).toBe(true);
    expect(isIdFor(id, '2a02:898:1:3::1')).toBe(false);
  });

  it.each(['127.0.0.1', '10.1.2.3', '192.168.1.1', '169.254.1.1', '::1', 'fd00::1', 'fe80::1'])(
    'asks nothing of the local address %s',
    (address) => expect(isIdFor(fromHex('00'.repeat(20)), address)).toBe(true),
  );

  it('makes different ids for the same address, and any id without one', () => {
    const random = seededRandom(7);
    expect(nodeIdFor('124.31.75.21', random)).not.toEqual(nodeIdFor('124.31.75.21', random));
    expect(nodeIdFor(null, random)).toHaveLength(20);
  });
});
