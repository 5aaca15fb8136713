/**
 * Tokens that prove an address (BEP 5): who announces or puts shows the one that an answer brought to that address
 * before. A token holds for one address and one target, for five to ten minutes; nothing is kept for it but two
 * secrets.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';

/** BEP 5's figure: tokens of the current secret and of the one before it are taken. */
const ROTATION_MS = 5 * 60_000;
const SECRET_BYTES = 20;
/** Nobody finds one by trying at a few packets a second. */
export const WRITE_TOKEN_BYTES = 8;

export class WriteTokens {
  readonly #clock: Clock;
  readonly #random: Random;
  #period: number;
  #secret: Uint8Array;
  #formerSecret: Uint8Array;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#period = this.#currentPeriod();
    this.#secret = random.bytes(SECRET_BYTES);
    this.#formerSecret = random.bytes(SECRET_BYTES);
  }

  /** The token that this address may show for this target. */
  tokenFor(address: string, target: Uint8Array): Uint8Array {
    this.#rotate();
    return tokenOf(this.#secret, address, target);
  }

  /** Whether the token was given to this address for this target, not long ago. */
  isValid(token: Uint8Array, address: string, target: Uint8Array): boolean {
    this.#rotate();
    if (token.length !== WRITE_TOKEN_BYTES) return false;
    return [this.#secret, this.#formerSecret].some((secret) =>
      timingSafeEqual(token, tokenOf(secret, address, target)),
    );
  }

  #rotate(): void {
    const period = this.#currentPeriod();
    if (period === this.#period) return;
    const isNext = period === this.#period + 1;
    this.#formerSecret = isNext ? this.#secret : this.#random.bytes(SECRET_BYTES);
    this.#secret = this.#random.bytes(SECRET_BYTES);
    this.#period = period;
  }

  #currentPeriod(): number {
    return Math.floor(this.#clock.now() / ROTATION_MS);
  }
}

function tokenOf(secret: Uint8Array, address: string, target: Uint8Array): Uint8Array {
  const proof = Buffer.concat([secret, target, Buffer.from(address)]);
  return Uint8Array.from(hash('sha1', proof, 'buffer').subarray(0, WRITE_TOKEN_BYTES));
}
