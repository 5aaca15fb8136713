import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { WriteTokens } from './write-tokens.ts';

const MINUTE_MS = 60_000;
const ADDRESS = '203.0.113.5';
const TARGET = new Uint8Array(20).fill(1);

function arrange(): { clock: FakeClock; tokens: WriteTokens; token: Uint8Array } {
  const clock = new FakeClock();
  const tokens = new WriteTokens(clock, seededRandom(3));
  return { clock, tokens, token: tokens.tokenFor(ADDRESS, TARGET) };
}

describe('write tokens', () => {
  it('are taken from the address that got them, for the same target', () => {
    const { tokens, token } = arrange();
    expect(tokens.isValid(token, ADDRESS, TARGET)).toBe(true);
    expect(tokens.isValid(token, '203.0.113.6', TARGET)).toBe(false);
    expect(tokens.isValid(token, ADDRESS, new Uint8Array(20).fill(2))).toBe(false);
  });

  it('hold for five minutes at least and ten at most', () => {
    const { clock, tokens, token } = arrange();
    clock.advance(9 * MINUTE_MS);
    expect(tokens.isValid(token, ADDRESS, TARGET)).toBe(true);
    clock.advance(MINUTE_MS);
    expect(tokens.isValid(token, ADDRESS, TARGET)).toBe(false);
  });

  it('do not hold after a long silence', () => {
    const { clock, tokens, token } = arrange();
    clock.advance(60 * MINUTE_MS);
    expect(tokens.isValid(token, ADDRESS, TARGET)).toBe(false);
    const fresh = tokens.tokenFor(ADDRESS, TARGET);
    expect(tokens.isValid(fresh, ADDRESS, TARGET)).toBe(true);
  });

  it.each([0, 7, 9, 20])('are not %i bytes long', (length) => {
    const { tokens, token } = arrange();
    const other = new Uint8Array(length);
    other.set(token.subarray(0, length));
    expect(tokens.isValid(other, ADDRESS, TARGET)).toBe(false);
  });
});
