import {
  formatBytes,
  formatDate,
  formatDateTime,
  formatDuration,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
  formatRelative,
  formatSpeed,
} from './format';
import { setFormatLocale } from './locale';

afterEach(() => setFormatLocale());

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

describe('formatSpeed', () => {
  it('shows nothing as none', () => {
    expect(formatSpeed(0)).toBe('0 B/s');
  });
});

describe('formatRelative', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  it.each([
    [0, 'now'],
    [-59, '59 seconds ago'],
    [-60, '1 minute ago'],
    [-3 * 3600 - 59, '3 hours ago'],
    [-86_400, 'yesterday'],
    [7200, 'in 2 hours'],
    [-400 * 86_400, 'last year'],
  ])('writes %d seconds from now as %s', (seconds, text) => {
    expect(formatRelative(now + seconds * 1000, now)).toBe(text);
  });
});

describe('in another locale', () => {
  beforeEach(() => setFormatLocale('de'));

  it('has its own signs in numbers', () => {
    expect(formatBytes(1536)).toBe('1,50 KiB');
    expect(formatRatio(1.234)).toBe('1,23');
    expect(formatPercent(0.427)).toBe('42,7\u00a0%');
  });

  it('has its own order and words in dates', () => {
    expect(formatDate('2026-11-23T12:00:00Z')).toBe('23.11.2026');
    expect(formatDateTime(Date.UTC(2026, 10, 23, 12))).toMatch(/^23\.11\.2026, \d\d:\d\d$/);
    expect(formatRelative(0, 86_400_000 * 3)).toBe('vor 3 Tagen');
  });
});
