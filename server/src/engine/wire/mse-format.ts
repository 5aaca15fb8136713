/**
 * What both sides of the encrypted handshake (MSE) agree on. A is the initiator, B the responder:
 *
 *   1 A->B: Ya, PadA
 *   2 B->A: Yb, PadB
 *   3 A->B: HASH('req1', S), HASH('req2', SKEY) xor HASH('req3', S),
 *           ENCRYPT(VC, crypto_provide, len(PadC), PadC, len(IA)), ENCRYPT(IA)
 *   4 B->A: ENCRYPT(VC, crypto_select, len(PadD), PadD), and then the stream by the selected method
 *
 * SKEY is the info hash, VC eight zeros, and IA what A wants to say at once: the handshake of BEP 3.
 */
import type { Random } from '../core/random.ts';
import type { ByteWindow } from './byte-window.ts';
import type { Rc4 } from './rc4.ts';

/** Bits of crypto_provide and crypto_select. */
export const METHOD = { plaintext: 1, rc4: 2 } as const;
export type MethodBit = (typeof METHOD)[keyof typeof METHOD];

export const MAX_PADDING_BYTES = 512;
export const CONSTANT_BYTES = 8;
export const HASH_BYTES = 20;

/** How the stream goes on when the handshake is done. */
export interface EncryptedStart {
  infoHash: Uint8Array;
  method: MethodBit;
  /** What comes and what goes, each at the place where the stream goes on: for `METHOD.rc4`. */
  incoming: Rc4;
  outgoing: Rc4;
  /** Payload that came already, decrypted. */
  rest: Uint8Array;
}

/** What came of the bytes: nothing yet, a fault of the other side, or the end of the handshake. */
export type MseStep = 'waiting' | 'failed' | EncryptedStart;

/**
 * Takes all up to and with `mark`, by which the end of the other side's padding is known, off the window. Failed
 * where it does not come within the most padding that there can be.
 */
export function skipPast(window: ByteWindow, mark: Uint8Array): 'found' | 'waiting' | 'failed' {
  const at = window.indexOf(mark);
  if (at > MAX_PADDING_BYTES) return 'failed';
  if (at < 0) return window.length >= MAX_PADDING_BYTES + mark.length ? 'failed' : 'waiting';
  window.take(at + mark.length);
  return 'found';
}

/** Random bytes of random length, so that the handshake has neither a pattern nor a size. */
export function makePadding(random: Random): Uint8Array {
  return random.bytes(random.below(MAX_PADDING_BYTES + 1));
}
