/**
 * The one-time code that makes the first account. It lies in the data folder until it is used, so that the link of
 * an earlier start still works, and whoever can read that folder owns the server anyway.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Crockford's: nothing that looks like something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 125 bits, in groups that one can type. */
const GROUPS = 5;
const GROUP_LENGTH = 5;
const FORM = /^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/;
const OWNER_ONLY = 0o600;

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, 'setup-code');
}

/** That of before, or a new one. Readable by nobody but the server's own user. */
export function ensureSetupCode(dataDirectory: string): string {
  const path = pathIn(dataDirectory);
  const known = readCode(path);
  if (known !== null) {
    chmodSync(path, OWNER_ONLY);
    return known;
  }
  const code = newCode();
  // Whole or not at all: a full disk must not leave half a code.
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, `${code}\n`, { mode: OWNER_ONLY, flag: 'wx', flush: true });
  renameSync(unfinished, path);
  return code;
}

export function removeSetupCode(dataDirectory: string): void {
  rmSync(pathIn(dataDirectory), { force: true });
}

/** However it was typed; in the same time whatever was sent. */
export function isSameCode(given: string, code: string): boolean {
  const digest = (text: string): Buffer => hash('sha256', normalise(text), 'buffer');
  return timingSafeEqual(digest(given), digest(code));
}

function normalise(text: string): string {
  return text
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[^0-9A-Z]/g, '');
}

function newCode(): string {
  // 32 letters: the low five bits of a random byte are a fair choice.
  const letters = Array.from(randomBytes(GROUPS * GROUP_LENGTH), (byte) => ALPHABET[byte & 31]);
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}

function readCode(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return FORM.test(text) ? text : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
