/**
 * Items of BEP 44: under which target they are found, and the ed25519 signature of those that can change. What is
 * signed is the bencoded value as it stood in the packet, with salt and sequence number before it.
 */
import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { ID_BYTES, KEY_BYTES } from './dht-limits.ts';

/** A value and the key that vouches for it. */
export interface SignedItem {
  /** Canonical bencode. */
  value: Uint8Array;
  key: Uint8Array;
  signature: Uint8Array;
  sequence: bigint;
  /** Tells items of the same key apart; null or empty: there is none. */
  salt: Uint8Array | null;
}

/** RFC 8410: what stands before a raw key in DER. */
const PUBLIC_KEY_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The target of an item that is named by its own hash. */
export function immutableTarget(value: Uint8Array): Uint8Array {
  return sha1(value);
}

/** The target of the items of a key. */
export function mutableTarget(key: Uint8Array, salt: Uint8Array | null): Uint8Array {
  return sha1(Buffer.concat([key, salt ?? new Uint8Array()]));
}

/** Whether the signature is that of the key for exactly this value, sequence number and salt. */
export function isSignatureRight(item: SignedItem): boolean {
  try {
    const der = Buffer.concat([PUBLIC_KEY_PREFIX, item.key]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, signedBytes(item), key, item.signature);
  } catch {
    return false; // 32 bytes that are no key
  }
}

/** Signs a value with the private key's 32 bytes of seed. */
export function signItem(
  seed: Uint8Array,
  content: Pick<SignedItem, 'value' | 'sequence' | 'salt'>,
): SignedItem {
  const privateKey = privateKeyOf(seed);
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const key = Uint8Array.from(der.subarray(der.length - KEY_BYTES));
  const signature = Uint8Array.from(sign(null, signedBytes(content), privateKey));
  return { ...content, key, signature };
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PRIVATE_KEY_PREFIX, seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function signedBytes({ value, sequence, salt }: Pick<SignedItem, 'value' | 'sequence' | 'salt'>) {
  const hasSalt = salt !== null && salt.length > 0;
  const saltBytes = hasSalt ? [Buffer.from(`4:salt${salt.length}:`), salt] : [];
  return Buffer.concat([...saltBytes, Buffer.from(`3:seqi${sequence}e1:v`), value]);
}

function sha1(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(hash('sha1', bytes, 'buffer').subarray(0, ID_BYTES));
}
