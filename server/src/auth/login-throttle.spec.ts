import { describe, expect, it } from 'vitest';
import {
  FREE_GUESSES,
  GUESSES_PER_ACCOUNT,
  GUESSES_PER_CALLER,
  LoginThrottle,
} from './login-throttle.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
const guess = (caller: string, account = 'anna') => ({ caller, account });

/** Guesses as fast as it may, all wrong, and tells when each was judged. */
function guessFor(throttle: LoginThrottle, durationMs: number, caller: string): number[] {
  const judged: number[] = [];
  for (let now = 0; now < durationMs;) {
    const wait = throttle.begin(guess(caller), now);
    if (wait === 0) judged.push(now);
    now += Math.max(wait, 1);
  }
  return judged;
}

describe('LoginThrottle', () => {
  it('gives five guesses at once, and then one after a wait that doubles', () => {
    const judged = guessFor(new LoginThrottle(), 70 * SECOND, 'mallory');
    expect(judged.slice(0, FREE_GUESSES).every((time) => time < 10)).toBe(true);
    const pauses = judged
      .slice(FREE_GUESSES)
      .map((time, i) => time - judged[FREE_GUESSES - 1 + i]!);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32].map((seconds) => seconds * SECOND));
  });

  it('makes nobody wait for longer than an hour', () => {
    const judged = guessFor(new LoginThrottle(), 20 * HOUR, 'mallory');
    const last = judged.at(-1)! - judged.at(-2)!;
    expect(last).toBe(HOUR);
  });

  it('counts guesses that are not judged yet', () => {
    const throttle = new LoginThrottle();
    const begun = Array.from({ length: 50 }, () => throttle.begin(guess('mallory'), 0));
    expect(begun.filter((wait) => wait === 0)).toHaveLength(FREE_GUESSES);
  });

  it('lets one caller guess at many accounts no faster than 30 an hour', () => {
    const throttle = new LoginThrottle();
    let judged = 0;
    for (let now = 0; now < 3 * HOUR; now += SECOND) {
      if (throttle.begin(guess('mallory', `account ${now}`), now) === 0) judged++;
    }
    expect(judged).toBe(3 * GUESSES_PER_CALLER);
  });

  it('lets a thousand callers guess at one account no faster than 300 an hour', () => {
    const throttle = new LoginThrottle();
    let judged = 0;
    for (let now = 0; now < 2 * HOUR; now += 500) {
      if (throttle.begin(guess(`caller ${(now / 500) % 1000}`), now) === 0) judged++;
    }
    expect(judged).toBe(2 * GUESSES_PER_ACCOUNT);
  });

  it('lets the owner in from where the owner was before, whatever a crowd does', () => {
    const throttle = new LoginThrottle();
    throttle.begin(guess('owner'), 0);
    throttle.succeeded(guess('owner'));
    for (let i = 0; i < 1_000; i++) throttle.begin(guess(`caller ${i}`), SECOND);
    expect(throttle.waitFor(guess('stranger'), 2 * SECOND)).toBeGreaterThan(0);
    expect(throttle.waitFor(guess('owner'), 2 * SECOND)).toBe(0);
    // Known there, not everywhere.
    for (let i = 0; i < 1_000; i++) throttle.begin(guess(`caller ${i}`, 'bert'), 3 * SECOND);
    expect(throttle.waitFor(guess('owner', 'bert'), 4 * SECOND)).toBeGreaterThan(0);
  });

  it('lets the owner in from a new place while one caller guesses', () => {
    const throttle = new LoginThrottle();
    guessFor(throttle, HOUR, 'mallory');
    expect(throttle.waitFor(guess('elsewhere'), HOUR)).toBe(0);
  });

  it('holds a known caller to its own limits still', () => {
    const throttle = new LoginThrottle();
    throttle.remember(guess('owner'));
    const judged = guessFor(throttle, HOUR, 'owner');
    expect(judged.length).toBeGreaterThan(FREE_GUESSES);
    expect(judged.length).toBeLessThanOrEqual(GUESSES_PER_CALLER);
  });

  it('forgets wrong guesses at a right one', () => {
    const throttle = new LoginThrottle();
    for (let i = 0; i < FREE_GUESSES - 1; i++) throttle.begin(guess('owner'), 0);
    throttle.begin(guess('owner'), 0);
    throttle.succeeded(guess('owner'));
    for (let i = 0; i < FREE_GUESSES; i++) expect(throttle.begin(guess('owner'), 1)).toBe(0);
    expect(throttle.begin(guess('owner'), 1)).toBe(SECOND);
  });

  it('does not count what was never judged', () => {
    const throttle = new LoginThrottle();
    for (let i = 0; i < 1_000; i++) {
      expect(throttle.begin(guess('owner'), 0)).toBe(0);
      throttle.cancelled(guess('owner'));
    }
  });

  it('begins anew after a quiet day', () => {
    const throttle = new LoginThrottle();
    const last = guessFor(throttle, 20 * HOUR, 'owner').at(-1)!;
    const later = last + 24 * HOUR;
    for (let i = 0; i < FREE_GUESSES; i++) expect(throttle.begin(guess('owner'), later)).toBe(0);
  });

  it('keeps the account under guard however many others a crowd makes up', () => {
    const throttle = new LoginThrottle();
    let judged = 0;
    for (let i = 0; i < 50_000; i++) {
      throttle.begin(guess(`caller ${i}`, `made up ${i}`), i);
      if (throttle.begin(guess(`caller ${i}`), i) === 0) judged++;
    }
    expect(judged).toBe(GUESSES_PER_ACCOUNT);
  });

  it('tells names apart that run together with addresses', () => {
    const throttle = new LoginThrottle();
    for (let i = 0; i < FREE_GUESSES; i++) throttle.begin({ caller: 'a', account: 'b c' }, 0);
    expect(throttle.waitFor({ caller: 'a b', account: 'c' }, 0)).toBe(0);
  });
});
