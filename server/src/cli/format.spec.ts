import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatDuration,
  formatPercent,
  printable,
} from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_048_570, '1.0 MiB'],
    [300_000, '293 KiB'],
    [102_380, '100 KiB'],
    [5.5 * 1024 ** 3, '5.5 GiB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatBytesOf', () => {
  it('has one unit for both', () => {
    expect(formatBytesOf(1_572_864, 12_582_912)).toBe('1.5 / 12.0 MiB');
    expect(formatBytesOf(0, 200)).toBe('0 / 200 B');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [75, '1:15'],
    [3_700, '1:01:40'],
    [200_000, '2 d 7 h'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatPercent', () => {
  it('says 100 only at the end', () => {
    expect(formatPercent(0.99999)).toBe('99.9 %');
    expect(formatPercent(1)).toBe('100.0 %');
  });

  it('is not fooled by binary fractions', () => {
    expect(formatPercent(0.29)).toBe('29.0 %');
  });
});

describe('formatCount', () => {
  it('has a singular', () => {
    expect([formatCount(1, 'peer'), formatCount(1200, 'peer')]).toEqual(['1 peer', '1,200 peers']);
  });
});

describe('printable', () => {
  it('lets no foreign text steer the terminal', () => {
    expect(printable('a\u001B[2Jb\u202Ecod.exe\n')).toBe('a?[2Jb?cod.exe?');
  });

  it('keeps letters of every script', () => {
    expect(printable('Größe 測試 🐟')).toBe('Größe 測試 🐟');
  });
});
