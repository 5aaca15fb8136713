import { describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';

const BEP_33_VECTOR = `
 F6C3F5EA A07FFD91 BDE89F77 7F26FB2B FF37BDB8 FB2BBAA2 FD3DDDE7 BACFFF75 EE7CCBAE
 FE5EEDB1 FBFAFF67 F6ABFF5E 43DDBCA3 FD9B9FFD F4FFD3E9 DFF12D1B DF59DB53 DBE9FA5B
 7FF3B8FD FCDE1AFB 8BEDD7BE 2F3EE71E BBBFE93B CDEEFE14 8246C2BC 5DBFF7E7 EFDCF24F
 D8DC7ADF FD8FFFDF DDFFF7A4 BBEEDF5C B95CE81F C7FCFF1F F4FFFFDF E5F7FDCB B7FD79B3
 FA1FC77B FE07FFF9 05B7B7FF C7FEFEFF E0B8370B B0CD3F5B 7F2BD93F EB4386CF DD6F7FD5
 BFAF2E9E BFFFFEEC D67ADBF7 C67F17EF D5D75EBA 6FFEBA7F FF47A91E B1BFBB53 E8ABFB57
 62ABE8FF 237279BF EFBFEEF5 FFC5FEBF DFE5ADFF ADFEE1FB 737FFFFB FD9F6AEF FEEE76B6
 FD8F72EF`;

function filterOfBep33(): IpBloomFilter {
  const filter = new IpBloomFilter();
  for (let host = 0; host <= 0xff; host++) filter.add(`192.0.2.${host}`);
  for (let host = 0; host <= 0x3e7; host++) filter.add(`2001:db8::${host.toString(16)}`);
  return filter;
}

describe('the bloom filter of addresses', () => {
  it('has the bits that BEP 33 gives', () => {
    expect(toHex(filterOfBep33().bytes)).toBe(BEP_33_VECTOR.replaceAll(/\s/g, '').toLowerCase());
  });

  it('estimates as BEP 33 does', () => {
    expect(filterOfBep33().estimate()).toBeCloseTo(1224.9308, 3);
  });

  it('knows what went in', () => {
    const filter = new IpBloomFilter();
    expect(filter.add('192.168.1.1')).toBe(true);
    expect(filter.add('192.168.1.1')).toBe(false);
    expect(filter.has('192.168.1.1')).toBe(true);
    expect(filter.has('192.168.1.2')).toBe(false);
  });

  it('counts the union of filters', () => {
    const [one, other] = [new IpBloomFilter(), new IpBloomFilter()];
    for (let host = 0; host < 100; host++) one.add(`10.0.0.${host}`);
    for (let host = 50; host < 150; host++) other.add(`10.0.0.${host}`);
    one.join(other.bytes);
    expect(one.estimate()).toBeGreaterThan(135);
    expect(one.estimate()).toBeLessThan(165);
  });

  it('is estimated at nothing while empty, and at a number when full', () => {
    expect(new IpBloomFilter().estimate()).toBe(0);
    const full = new IpBloomFilter(new Uint8Array(256).fill(0xff)).estimate();
    expect(full).toBeGreaterThan(7_000);
    expect(Number.isFinite(full)).toBe(true);
  });
});
