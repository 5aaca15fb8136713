import { describe, expect, it } from 'vitest';
import { hasEntity } from './entity-tags.ts';

describe('hasEntity', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['"b"', false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", W/"a"', true],
    ['*', true],
    ['a', false],
  ])('of If-None-Match %j and W/"a" is %j', (given, expected) => {
    expect(hasEntity(given, 'W/"a"')).toBe(expected);
  });
});
