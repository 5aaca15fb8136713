import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatEta,
  formatPercent,
  formatPlural,
  formatRate,
  formatRatio,
} from './format';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '0.98 KiB'],
    [1536, '1.50 KiB'],
    [52_428_800, '50.0 MiB'],
    [1023 * 1024 ** 2, '1.00 GiB'],
    [3 * 1024 ** 4, '3.00 TiB'],
    [-5, '0 B'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatRate', () => {
  it('shows a dash where nothing moves', () => {
    expect(formatRate(0)).toBe('–');
  });

  it('shows bytes per second', () => {
    expect(formatRate(2 * 1024 ** 2)).toBe('2.00 MiB/s');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [200, '3 m 20 s'],
    [3600, '1 h 00 m'],
    [86_400 * 4 + 3 * 3600, '4 d 3 h'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatEta', () => {
  it('tells an unknown time from an endless one', () => {
    expect(formatEta(null)).toBe('–');
    expect(formatEta(86_400 * 365)).toBe('∞');
  });
});

describe('formatPercent', () => {
  it('never rounds what is unfinished up to 100', () => {
    expect(formatPercent(0.99999)).toBe('99.9%');
    expect(formatPercent(1)).toBe('100%');
  });
});

describe('formatRatio', () => {
  it('shows a dash where nothing was downloaded', () => {
    expect(formatRatio(null)).toBe('–');
    expect(formatRatio(1.234)).toBe('1.23');
  });
});

describe('formatPlural', () => {
  it('speaks of one file and of many', () => {
    expect(formatPlural(1, 'file')).toBe('1 file');
    expect(formatPlural(12_000, 'file')).toBe('12,000 files');
  });
});
