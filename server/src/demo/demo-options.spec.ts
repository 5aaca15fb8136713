import { describe, expect, it } from 'vitest';
import { parseDemoOptions } from './demo-options.ts';

describe('parseDemoOptions', () => {
  it('has defaults that show a transfer of about a minute', () => {
    expect(parseDemoOptions([])).toEqual({
      help: false,
      totalBytes: 512 * 1024 * 1024,
      bytesPerSecond: 12 * 1024 * 1024,
      port: 8080,
    });
  });

  it('refuses what is no number with a sentence', () => {
    expect(() => parseDemoOptions(['--size', 'big'])).toThrow('--size takes a whole number of 8');
  });
});
