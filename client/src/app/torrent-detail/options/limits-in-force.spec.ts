import { describe, expect, it } from 'vitest';
import { describeLimit, limitInForce } from './limits-in-force';

const KIB = 1024;
const shared = {
  downloadLimit: 800 * KIB,
  uploadLimit: null,
  alternativeLimits: { downloadLimit: 100 * KIB, uploadLimit: 50 * KIB },
};

describe('limitInForce', () => {
  it.each([
    [null, 'downloadLimit', false, 800 * KIB, 'all'],
    [null, 'uploadLimit', false, null, 'none'],
    [500 * KIB, 'downloadLimit', false, 500 * KIB, 'own'],
    [2000 * KIB, 'downloadLimit', false, 800 * KIB, 'all'],
    [500 * KIB, 'downloadLimit', true, 100 * KIB, 'all'],
    [500 * KIB, 'uploadLimit', false, 500 * KIB, 'own'],
    [20 * KIB, 'uploadLimit', true, 20 * KIB, 'own'],
  ] as const)(
    'of %s (%s, alternative: %s) is %s, of %s',
    (own, direction, isAlternative, bytesPerSecond, owner) => {
      expect(limitInForce(own, direction, shared, isAlternative)).toMatchObject({
        bytesPerSecond,
        owner,
      });
    },
  );
});

describe('describeLimit', () => {
  const words = (own: number | null, isAlternative: boolean) =>
    describeLimit(limitInForce(own, 'downloadLimit', shared, isAlternative));

  it('says what holds and whose it is', () => {
    expect(words(null, false)).toBe('800 KiB/s holds now: the limit that all torrents share.');
    expect(words(null, true)).toBe(
      '100 KiB/s holds now: the alternative limit, which all torrents share.',
    );
    expect(words(500 * KIB, false)).toBe(
      '500 KiB/s holds now: its own limit. All torrents share 800 KiB/s.',
    );
    expect(describeLimit(limitInForce(null, 'uploadLimit', shared, false))).toBe(
      'No limit holds now.',
    );
    expect(describeLimit(limitInForce(KIB, 'uploadLimit', shared, false))).toBe(
      '1.00 KiB/s holds now: its own limit.',
    );
  });
});
