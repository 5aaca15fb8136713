/**
 * Credentials that the server makes: 256 random bits each. Of what lets one in only the SHA-256 is kept. A plain
 * hash will do, as nobody guesses 256 bits, and looking it up by the hash takes the same time whatever was sent.
 */
import { hash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** Known by scanners for leaked credentials, and by eye. */
const TOKEN_PREFIX = 'shoal_';

export function newSessionSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

export function newToken(): string {
  return TOKEN_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

export function isSessionSecret(text: string): boolean {
  return SECRET.test(text);
}

export function isToken(text: string): boolean {
  return text.startsWith(TOKEN_PREFIX) && SECRET.test(text.slice(TOKEN_PREFIX.length));
}

/** What the database knows it by. */
export function secretHash(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
