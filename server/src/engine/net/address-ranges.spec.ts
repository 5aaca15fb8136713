import { describe, expect, it } from 'vitest';
import { AddressRanges, canonicalRange, rangeBits } from './address-ranges.ts';

describe('canonicalRange', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7/32', '192.0.2.7'],
    ['192.0.2.7/24', '192.0.2.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7/120', '192.0.2.0/24'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
  ])('spells %s as %s', (text, range) => {
    expect(canonicalRange(text)).toBe(range);
  });

  it.each([
    '',
    'host',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/-1',
    '::/129',
    '::ffff:1.2.3.4/95',
  ])('takes "%s" for no range', (text) => {
    expect(canonicalRange(text)).toBeNull();
  });
});

it('rangeBits tells how wide a range is', () => {
  expect(rangeBits('10.0.0.0/8')).toEqual({ prefixBits: 8, addressBits: 32 });
  expect(rangeBits('::1')).toEqual({ prefixBits: 128, addressBits: 128 });
  expect(rangeBits('x')).toBeNull();
});

describe('AddressRanges', () => {
  const ranges = new AddressRanges([
    '192.0.2.7',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '2001:db8::/32',
    'x',
  ]);

  it.each(['192.0.2.7', '::ffff:192.0.2.7', '10.255.0.1', '172.31.255.255', '2001:db8:1::9'])(
    'holds %s',
    (address) => {
      expect(ranges.has(address)).toBe(true);
    },
  );

  it.each(['192.0.2.8', '11.0.0.1', '172.32.0.0', '2001:db9::1', 'host', ''])(
    'does not hold "%s"',
    (address) => {
      expect(ranges.has(address)).toBe(false);
    },
  );

  it('holds nothing where it is empty, and everything of a family by a prefix of no bits', () => {
    expect(new AddressRanges().has('192.0.2.7')).toBe(false);
    const all = new AddressRanges(['0.0.0.0/0']);
    expect([all.has('203.0.113.1'), all.has('2001:db8::1')]).toEqual([true, false]);
  });
});
