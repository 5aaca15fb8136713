import { describe, expect, it } from 'vitest';
import { allowedFastSet } from './allowed-fast.ts';

describe('the allowed fast set', () => {
  const infoHash = new Uint8Array(20).fill(0xaa);

  it.each([
    [7, [1059, 431, 808, 1217, 287, 376, 1188]],
    [9, [1059, 431, 808, 1217, 287, 376, 1188, 353, 508]],
  ])('is the one of the example in BEP 6, for %i pieces', (size, pieces) => {
    expect(allowedFastSet(infoHash, '80.4.4.200', 1313, size)).toEqual(pieces);
  });

  it('is the same for all of a network, and another for others', () => {
    const one = allowedFastSet(infoHash, '80.4.4.1', 5_000);
    expect(allowedFastSet(infoHash, '80.4.4.250', 5_000)).toEqual(one);
    expect(allowedFastSet(infoHash, '80.4.5.1', 5_000)).not.toEqual(one);
  });

  it('of a small torrent has each of its pieces once', () => {
    expect(new Set(allowedFastSet(infoHash, '80.4.4.200', 3))).toEqual(new Set([0, 1, 2]));
    expect(allowedFastSet(infoHash, '80.4.4.200', 3)).toHaveLength(3);
  });

  it('is empty for IPv6, of which BEP 6 says nothing', () => {
    expect(allowedFastSet(infoHash, '2001:db8::1', 100)).toEqual([]);
  });
});
