import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeper } from './json-depth.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : 0;

describe('the depth of a JSON body', () => {
  it('is that of its lists and objects, whatever its texts have in them', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), (value, most) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(isDeeper(bytes, most)).toBe(depthOf(value) > most);
      }),
    );
  });

  it('is told of texts with brackets, quotes and backslashes', () => {
    const bytes = Buffer.from(JSON.stringify([{ a: '[[{"\\', '{[\\"': ['\\\\"]'] }]));
    expect([isDeeper(bytes, 3), isDeeper(bytes, 2)]).toEqual([false, true]);
  });

  it('is told of a body that is broken', () => {
    expect(isDeeper(Buffer.from('['.repeat(1_000_000)), 32)).toBe(true);
    expect(isDeeper(Buffer.from(']}]'.repeat(1000)), 0)).toBe(false);
    expect(isDeeper(Buffer.from('"\\'), 0)).toBe(false);
  });
});
