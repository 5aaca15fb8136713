import { describe, expect, it } from 'vitest';
import { UNITS, readQuantity, writeQuantity } from './quantity';

describe('writeQuantity', () => {
  it.each([
    [512_000, 'rate', '500', 'KiB/s'],
    [1_572_864, 'rate', '1.5', 'MiB/s'],
    [67_108_864, 'bytes', '64', 'MiB'],
    [90, 'seconds', '1.5', 'min'],
    [61, 'seconds', '61', 's'],
    [500, 'count', '500', ''],
    [0, 'rate', '0', 'MiB/s'],
    [null, 'rate', '', 'MiB/s'],
  ] as const)('writes %s of %s as %s %s', (value, kind, text, id) => {
    const written = writeQuantity(value, kind);
    expect([written.text, written.unit.id]).toEqual([text, id]);
    expect(readQuantity(written)).toBe(value);
  });

  it('keeps the unit where nothing stands', () => {
    const [kibibytes] = UNITS.rate;
    expect(writeQuantity(null, 'rate', kibibytes).unit).toBe(kibibytes);
  });
});

describe('readQuantity', () => {
  const unit = UNITS.rate[1]!;
  it('takes a comma as the point, and spaces between digits', () => {
    expect(readQuantity({ text: ' 1,5 ', unit })).toBe(1_572_864);
    expect(readQuantity({ text: '10 000', unit: UNITS.count[0]! })).toBe(10_000);
  });

  it.each(['much', '-1', '1.2.3', '1e9'])('does not take %j', (text) => {
    expect(readQuantity({ text, unit })).toBeUndefined();
  });
});
