import { describe, expect, it } from 'vitest';
import { LIMITED_UNIT_BYTES, TokenBucket } from './token-bucket.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

function bucketOf(rate: number): TokenBucket {
  const bucket = new TokenBucket();
  bucket.setRate(rate, 0);
  return bucket;
}

describe('TokenBucket', () => {
  it('lets everything pass without a limit', () => {
    const bucket = new TokenBucket();
    bucket.take(1e12);
    expect(bucket.available(0, false)).toBe(Infinity);
  });

  it('begins with nothing, so that a new limit opens with no burst', () => {
    expect(bucketOf(MEBIBYTE).available(0, false)).toBe(0);
  });

  it('fills with time, up to a quarter of a second and one block', () => {
    const bucket = bucketOf(MEBIBYTE);
    expect(bucket.available(100, false)).toBeCloseTo(MEBIBYTE / 10);
    expect(bucket.available(60_000, false)).toBeCloseTo(MEBIBYTE / 4 + LIMITED_UNIT_BYTES);
  });

  it('saves up a whole block under the least limit', () => {
    const bucket = bucketOf(KIBIBYTE);
    expect(bucket.available(15_000, false)).toBeLessThan(LIMITED_UNIT_BYTES);
    expect(bucket.available(16_000, false)).toBeGreaterThanOrEqual(LIMITED_UNIT_BYTES);
  });

  it('makes up for lost time where somebody waited, a second at most, at one and a half times the rate', () => {
    const bucket = bucketOf(MEBIBYTE);
    const passed = [10_000, 10_050, 10_100, 10_150].map((now) => {
      const bytes = bucket.available(now, true);
      bucket.take(bytes);
      return bytes / MEBIBYTE;
    });
    expect(passed[0]).toBeCloseTo(0.25, 1);
    for (const bytes of passed.slice(1)) expect(bytes).toBeCloseTo(0.075);
    let total = passed.reduce((sum, bytes) => sum + bytes);
    for (let now = 10_200; now <= 15_000; now += 50) {
      const bytes = bucket.available(now, true);
      bucket.take(bytes);
      total += bytes / MEBIBYTE;
    }
    expect(total).toBeCloseTo(6, 1);
  });

  it('has debts paid back, of a second at most', () => {
    const bucket = bucketOf(MEBIBYTE);
    bucket.take(MEBIBYTE / 2);
    expect(bucket.available(250, false)).toBeCloseTo(-MEBIBYTE / 4);
    bucket.take(100 * MEBIBYTE);
    expect(bucket.available(250, false)).toBeCloseTo(-MEBIBYTE);
    expect(bucket.available(1_250, false)).toBeCloseTo(0);
  });

  it('takes back what did not pass', () => {
    const bucket = bucketOf(MEBIBYTE);
    const before = bucket.available(200, false);
    bucket.take(50_000);
    bucket.giveBack(50_000);
    expect(bucket.available(200, false)).toBe(before);
  });

  it('bounds what was saved or owed when the limit is lowered', () => {
    const rich = bucketOf(10 * MEBIBYTE);
    rich.available(1_000, false);
    rich.setRate(64 * KIBIBYTE, 1_000);
    expect(rich.available(1_000, false)).toBe(16 * KIBIBYTE + LIMITED_UNIT_BYTES);
    const owing = bucketOf(10 * MEBIBYTE);
    owing.take(10 * MEBIBYTE);
    owing.setRate(64 * KIBIBYTE, 0);
    expect(owing.available(1_000, false)).toBeCloseTo(0);
  });

  it('forgets what was saved or owed when the limit goes', () => {
    const bucket = bucketOf(MEBIBYTE);
    bucket.take(MEBIBYTE);
    bucket.setRate(null, 0);
    expect(bucket.available(0, false)).toBe(Infinity);
    bucket.setRate(MEBIBYTE, 5_000);
    expect(bucket.available(5_000, false)).toBe(0);
  });
});
