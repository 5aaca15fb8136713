/**
 * The bloom filter of BEP 33: 2,048 bits, two for each address. Filters of several nodes are joined by OR, and how
 * many addresses went in is estimated from the bits that are left; above some 6,000 the estimate means nothing.
 */
import { hash } from 'node:crypto';
import { parseAddress } from '../net/address.ts';
import { BLOOM_FILTER_BYTES } from './dht-limits.ts';

const BITS = BLOOM_FILTER_BYTES * 8;
const BITS_AN_ADDRESS = 2;

export class IpBloomFilter {
  readonly bytes: Uint8Array;

  /** Of 256 bytes, which are kept and changed; an empty one without them. */
  constructor(bytes: Uint8Array = new Uint8Array(BLOOM_FILTER_BYTES)) {
    this.bytes = bytes;
  }

  /** Puts an address in; false where it, or others with its bits, were in before. */
  add(address: string): boolean {
    let isNew = false;
    for (const bit of bitsOf(address)) {
      if (!this.#isSet(bit)) isNew = true;
      this.bytes[bit >>> 3]! |= 1 << (bit & 7);
    }
    return isNew;
  }

  /** Whether the address may be in; false is certain. */
  has(address: string): boolean {
    return bitsOf(address).every((bit) => this.#isSet(bit));
  }

  /** Takes in what is in the other. */
  join(other: Uint8Array): void {
    for (const [index, byte] of other.entries()) this.bytes[index]! |= byte;
  }

  /** About how many addresses are in. */
  estimate(): number {
    const free = Math.max(1, this.#freeBits());
    return Math.log(BITS / free) / (-BITS_AN_ADDRESS * Math.log(1 - 1 / BITS));
  }

  #isSet(bit: number): boolean {
    return (this.bytes[bit >>> 3]! & (1 << (bit & 7))) !== 0;
  }

  #freeBits(): number {
    let free = 0;
    for (let bit = 0; bit < BITS; bit++) if (!this.#isSet(bit)) free++;
    return free;
  }
}

function bitsOf(address: string): [number, number] {
  const digest = hash('sha1', parseAddress(address) ?? new Uint8Array(), 'buffer');
  return [digest.readUInt16LE(0) % BITS, digest.readUInt16LE(2) % BITS];
}
