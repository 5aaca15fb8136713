/**
 * What both sides of message stream encryption (MSE, also PE, "Message Stream Encryption" in the Vuze wiki)
 * compute: the Diffie-Hellman secret S, the hashes that stand in the stream, and the two ciphers.
 *
 * A key pair costs 0.07 ms and a secret 0.06 ms on the reference machine, a whole handshake 0.25 ms, so that 30
 * handshakes a second take 8 ms of the engine thread. Node checks that the prime is one (15 ms), so there is one object for all, made
 * when it is first needed.
 */
import { createDiffieHellman, hash, type DiffieHellman } from 'node:crypto';
import type { Random } from '../core/random.ts';
import { Rc4 } from './rc4.ts';

/** The prime of MSE: like the first Oakley group, but for its end. */
const PRIME_HEX =
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd' +
  'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a63a36210000000000090563';
const GENERATOR = 2;
export const PUBLIC_KEY_BYTES = 96;
/** More than 160 random bits gain nothing (the specification's own words). */
const PRIVATE_KEY_BYTES = 20;
/** The weak beginning of an RC4 stream, which is thrown away. */
const DISCARDED_BYTES = 1024;

export interface KeyPair {
  privateKey: Uint8Array;
  /** 96 bytes. */
  publicKey: Uint8Array;
}

let group: DiffieHellman | null = null;

export function makeKeyPair(random: Random): KeyPair {
  group ??= createDiffieHellman(PRIME_HEX, 'hex', GENERATOR);
  const privateKey = random.bytes(PRIVATE_KEY_BYTES);
  // Neither 0 nor 1, whose public keys everybody knows.
  privateKey[0]! |= 0x80;
  group.setPrivateKey(privateKey);
  group.generateKeys();
  return { privateKey, publicKey: padded(group.getPublicKey()) };
}

/** S, 96 bytes; null where the other's key is none of the group's (0, 1, the prime or beyond). */
export function sharedSecret(
  privateKey: Uint8Array,
  otherPublicKey: Uint8Array,
): Uint8Array | null {
  group ??= createDiffieHellman(PRIME_HEX, 'hex', GENERATOR);
  group.setPrivateKey(privateKey);
  try {
    return padded(group.computeSecret(otherPublicKey));
  } catch {
    return null;
  }
}

/** HASH('req1', S): where the initiator's part begins behind its padding. */
export function synchronisationHash(secret: Uint8Array): Uint8Array {
  return sha1('req1', secret);
}

/** HASH('req2', SKEY), as a responder looks its torrents up. */
export function torrentHash(infoHash: Uint8Array): Uint8Array {
  return sha1('req2', infoHash);
}

/** HASH('req2', SKEY) xor HASH('req3', S): from one to the other, either way. */
export function maskTorrentHash(bytes: Uint8Array, secret: Uint8Array): Uint8Array {
  const mask = sha1('req3', secret);
  return bytes.map((byte, at) => byte ^ mask[at]!);
}

/** The cipher of what the initiator (keyA) or the responder (keyB) sends. */
export function streamCipher(name: 'keyA' | 'keyB', secret: Uint8Array, infoHash: Uint8Array): Rc4 {
  const cipher = new Rc4(sha1(name, secret, infoHash));
  cipher.apply(new Uint8Array(DISCARDED_BYTES));
  return cipher;
}

function sha1(name: string, ...parts: Uint8Array[]): Uint8Array {
  return hash('sha1', Buffer.concat([Buffer.from(name, 'latin1'), ...parts]), 'buffer');
}

/** Big-endian and as long as the prime: OpenSSL leaves out leading zeros. */
function padded(number: Uint8Array): Uint8Array {
  if (number.length === PUBLIC_KEY_BYTES) return number;
  const bytes = new Uint8Array(PUBLIC_KEY_BYTES);
  bytes.set(number, PUBLIC_KEY_BYTES - number.length);
  return bytes;
}
