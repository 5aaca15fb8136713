import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../net/address.ts';
import { crc32c, peerPriority } from './peer-priority.ts';

function priority(one: string, other: string, ports = [6881, 6882]): number {
  return peerPriority(
    { address: parseAddress(one)!, port: ports[0]! },
    { address: parseAddress(other)!, port: ports[1]! },
  );
}

describe('peerPriority', () => {
  it('is what BEP 40 gives as examples', () => {
    expect(priority('123.213.32.10', '98.76.54.32')).toBe(0xec2d_7224);
    expect(priority('123.213.32.10', '123.213.32.234')).toBe(0x9956_8189);
  });

  it('counts the third byte whole within a /16 and masks the fourth', () => {
    expect(priority('10.1.7.255', '10.1.9.2')).toBe(
      crc32c(Uint8Array.of(10, 1, 7, 85, 10, 1, 9, 0)),
    );
  });

  it('is of the ports where the addresses are the same', () => {
    expect(priority('10.1.7.3', '10.1.7.3', [0x0201, 0x0103])).toBe(
      crc32c(Uint8Array.of(1, 3, 2, 1)),
    );
  });

  it('masks IPv6 addresses from the seventh byte on, and a byte later for each that is the same', () => {
    const bytes = (text: string): number[] => [...Buffer.from(text, 'hex')];
    expect(priority('2001:db8:1:ffff::ff', '2001:db8:2:ffff::1')).toBe(
      crc32c(
        Uint8Array.from([
          ...bytes('20010db8000155550000000000000055'),
          ...bytes('20010db8000255550000000000000001'),
        ]),
      ),
    );
    expect(priority('2001:db8:1:ff0f::', '2001:db8:1:ffff::')).toBe(
      crc32c(
        Uint8Array.from([
          ...bytes('20010db80001ff0f0000000000000000'),
          ...bytes('20010db80001ffff0000000000000000'),
        ]),
      ),
    );
  });

  it('is the same from either side, and 0 between families', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => parseAddress(text)!);
    const endpoint = fc.record({ address, port: fc.nat(65_535) });
    fc.assert(
      fc.property(endpoint, endpoint, (one, other) => {
        expect(peerPriority(one, other)).toBe(peerPriority(other, one));
      }),
    );
    expect(priority('10.1.7.3', '2001:db8::1')).toBe(0);
  });
});
