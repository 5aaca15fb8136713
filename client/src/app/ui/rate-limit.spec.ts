import { describe, expect, it } from 'vitest';
import { readRate, writeRate } from './rate-limit';

describe('readRate', () => {
  it.each([
    ['', 'MiB', null],
    ['  ', 'KiB', null],
    ['500', 'KiB', 512_000],
    ['1.5', 'MiB', 1_572_864],
    ['1,5', 'MiB', 1_572_864],
    ['.5', 'GiB', 536_870_912],
  ] as const)('takes "%s" %s for %s', (text, unit, bytesPerSecond) => {
    expect(readRate({ text, unit })).toEqual({ ok: true, bytesPerSecond });
  });

  it.each([
    ['fast', 'MiB', 'number'],
    ['-1', 'MiB', 'number'],
    ['1e3', 'MiB', 'number'],
    ['0', 'MiB', 'least'],
    ['0.5', 'KiB', 'least'],
    ['9999', 'GiB', 'most'],
  ] as const)('refuses "%s" %s', (text, unit, problem) => {
    expect(readRate({ text, unit })).toEqual({ ok: false, problem });
  });
});

describe('writeRate', () => {
  it.each([
    [null, '', 'MiB'],
    [1024, '1', 'KiB'],
    [512_000, '500', 'KiB'],
    [1_048_576, '1', 'MiB'],
    [1_572_864, '1.5', 'MiB'],
    [1_000_000, '976.56', 'KiB'],
    [1_099_511_627_776, '1024', 'GiB'],
  ] as const)('writes %s as "%s" %s', (bytesPerSecond, text, unit) => {
    expect(writeRate(bytesPerSecond)).toEqual({ text, unit });
  });

  it('keeps the unit of a field that is empty', () => {
    expect(writeRate(null, 'KiB')).toEqual({ text: '', unit: 'KiB' });
  });
});
