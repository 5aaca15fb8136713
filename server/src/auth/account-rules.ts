/** What names and passwords of accounts must be like. One sentence for the user where one is not. */
import { LONGEST_PASSWORD, LONGEST_USERNAME, SHORTEST_PASSWORD } from '@shared/dto/auth.js';
import { accountNameKey } from '../database/account-repository.port.ts';

/** No spaces and nothing invisible: a name must be the one that it looks like. */
const USERNAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u;

/** Those that are tried first, and are long enough. */
const TRIED_FIRST = new Set([
  'adminadmin',
  'administrator',
  'changemenow',
  'iloveyou12',
  'letmein123',
  'password12',
  'password123',
  'password1234',
  'passwordpassword',
  'qbittorrent',
  'qwerty12345',
  'qwertyuiop',
  'shoalshoal',
  'transmission',
  'welcome123',
]);

/** Null where it is fine. */
export function usernameFault(name: string): string | null {
  if (name.length > LONGEST_USERNAME) return `A user name has at most ${LONGEST_USERNAME} letters.`;
  if (USERNAME.test(name)) return null;
  return 'A user name has letters, digits and . _ @ + - only, and begins with a letter or digit.';
}

/** Null where it is fine. */
export function passwordFault(password: string, username: string): string | null {
  const length = Array.from(password).length;
  if (length < SHORTEST_PASSWORD) {
    return `A password has at least ${SHORTEST_PASSWORD} characters.`;
  }
  if (password.length > LONGEST_PASSWORD) {
    return `A password has at most ${LONGEST_PASSWORD} characters.`;
  }
  const key = password.toLowerCase();
  const isPattern = /^(.{1,2})\1+$/u.test(key) || '01234567890123456789'.includes(key);
  if (isPattern || TRIED_FIRST.has(key) || accountNameKey(password) === accountNameKey(username)) {
    return 'This password is one of those that are guessed first. Choose another.';
  }
  return null;
}
