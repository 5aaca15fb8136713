/**
 * What the user's choice of encryption (MSE) means for each connection. Pure.
 *
 * - disabled: plaintext only, both ways.
 * - allowed: dials in plaintext, and again encrypted where that fails; the stream goes on in plaintext where the
 *   other side lets us, since RC4 hides little and costs a second of processor time per 0.8 GiB.
 * - preferred: dials encrypted, and again in plaintext where that fails; RC4 where the other side offers it.
 * - required: RC4 both ways, or no connection.
 */
import type { EncryptionPolicy } from '../core/messages.ts';
import { METHOD, type MethodBit } from '../wire/mse-format.ts';

export { ENCRYPTION_POLICIES } from '../core/messages.ts';
export type { EncryptionPolicy };

/** Whether a dial begins encrypted, where it is known how it went the last time that it worked (null: not known). */
export function dialsEncrypted(policy: EncryptionPolicy, workedEncrypted: boolean | null): boolean {
  if (policy === 'disabled') return false;
  if (policy === 'required') return true;
  return workedEncrypted ?? policy === 'preferred';
}

/** Whether a peer that we could connect to but not greet is dialled again the other way. */
export function triesBothWays(policy: EncryptionPolicy): boolean {
  return policy === 'allowed' || policy === 'preferred';
}

export function acceptsPlaintext(policy: EncryptionPolicy): boolean {
  return policy !== 'required';
}

export function acceptsEncrypted(policy: EncryptionPolicy): boolean {
  return policy !== 'disabled';
}

/** Bits of METHOD that a dial offers. */
export function offeredMethods(policy: EncryptionPolicy): number {
  return policy === 'required' ? METHOD.rc4 : METHOD.plaintext | METHOD.rc4;
}

/** What we choose of what a peer offers; null where nothing of it will do. */
export function selectMethod(policy: EncryptionPolicy, offered: number): MethodBit | null {
  const order: MethodBit[] =
    policy === 'allowed'
      ? [METHOD.plaintext, METHOD.rc4]
      : policy === 'preferred'
        ? [METHOD.rc4, METHOD.plaintext]
        : [METHOD.rc4];
  return order.find((method) => (offered & method) !== 0) ?? null;
}
