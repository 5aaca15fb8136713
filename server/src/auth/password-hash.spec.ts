import { describe, expect, it } from 'vitest';
import { HASH_COST, PasswordHasher } from './password-hash.ts';

/** Real Argon2id, made cheap. */
const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };
const hasher = new PasswordHasher(CHEAP);

describe('PasswordHasher', () => {
  it('costs at least what OWASP recommends', () => {
    expect(HASH_COST).toEqual({ memoryKib: 19 * 1024, passes: 2, lanes: 1 });
  });

  it('knows the password that it hashed, and no other', async () => {
    const text = await hasher.hash('correct horse');
    expect(text).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[^$=]+\$[^$=]+$/);
    expect(await hasher.verify('correct horse', text)).toBe(true);
    expect(await hasher.verify('Correct horse', text)).toBe(false);
    expect(await hasher.verify('', text)).toBe(false);
  });

  it('reads what another program made', async () => {
    // echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 (the reference implementation's own test)
    const text =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await hasher.verify('password', text)).toBe(true);
  });

  it('salts each hash', async () => {
    expect(await hasher.hash('same')).not.toBe(await hasher.hash('same'));
  });

  it('takes a password however the keyboard composes its letters', async () => {
    const text = await hasher.hash('caf\u00e9');
    expect(await hasher.verify('cafe\u0301', text)).toBe(true);
  });

  it('lets nobody in by an account that there is not', async () => {
    expect(await hasher.verify('', null)).toBe(false);
    expect(await hasher.verify('password', null)).toBe(false);
  });

  it.each([
    '',
    'plain text',
    '$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    '$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ])('lets nobody in by a damaged row: "%s"', async (text) => {
    expect(await hasher.verify('password', text)).toBe(false);
  });

  it('tells which hashes are weaker than those of today', async () => {
    const text = await hasher.hash('password');
    expect(hasher.isOutdated(text)).toBe(false);
    expect(new PasswordHasher().isOutdated(text)).toBe(true);
  });

  it('answers everybody of a small crowd and turns the rest of a big one away', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, () => hasher.hash('crowd')),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(60 - 34);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ problem: { status: 503, code: 'unavailable' } });
    }
    // And is there for the next one.
    expect(await hasher.hash('later')).toMatch(/^\$argon2id/);
  });
});
