import { describe, expect, it } from 'vitest';
import { METHOD } from '../wire/mse-format.ts';
import {
  acceptsEncrypted,
  acceptsPlaintext,
  dialsEncrypted,
  ENCRYPTION_POLICIES,
  offeredMethods,
  selectMethod,
  triesBothWays,
} from './encryption-policy.ts';

const { plaintext, rc4 } = METHOD;
const BOTH = plaintext | rc4;

describe('the encryption policy', () => {
  it.each([
    ['disabled', false, false],
    ['allowed', false, true],
    ['preferred', true, true],
    ['required', true, false],
  ] as const)('%s: the first dial is encrypted %s, and there is a second %s', (policy, ...is) => {
    expect([dialsEncrypted(policy, null), triesBothWays(policy)]).toEqual(is);
  });

  it('dials as it worked the last time, where the user left that open', () => {
    const dials = (worked: boolean): boolean[] =>
      ENCRYPTION_POLICIES.map((policy) => dialsEncrypted(policy, worked));
    expect(dials(true)).toEqual([false, true, true, true]);
    expect(dials(false)).toEqual([false, false, false, true]);
  });

  it.each([
    ['disabled', true, false],
    ['allowed', true, true],
    ['preferred', true, true],
    ['required', false, true],
  ] as const)('%s: plaintext may come in %s, encryption %s', (policy, ...may) => {
    expect([acceptsPlaintext(policy), acceptsEncrypted(policy)]).toEqual(may);
  });

  it.each([
    ['allowed', BOTH, plaintext],
    ['allowed', rc4, rc4],
    ['preferred', BOTH, rc4],
    ['preferred', plaintext, plaintext],
    ['preferred', 0xffff_fffc, null],
    ['required', BOTH, rc4],
    ['required', plaintext, null],
  ] as const)('%s: of the methods %i it selects %s', (policy, offered, selected) => {
    expect(selectMethod(policy, offered)).toBe(selected);
  });

  it('offers RC4 alone only where it is required', () => {
    const offered = (['allowed', 'preferred', 'required'] as const).map(offeredMethods);
    expect(offered).toEqual([BOTH, BOTH, rc4]);
  });
});
