/**
 * A set of piece indices in the form that BEP 3 sends: one bit a piece, the high bit of a byte first.
 * Invariant: `count` is the number of bits set, and spare bits at the end are zero.
 */
const BITS_OF_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++;
  return count;
});

export class Bitfield {
  readonly length: number;
  readonly bytes: Uint8Array;
  #count = 0;

  constructor(length: number) {
    this.length = length;
    this.bytes = new Uint8Array(Math.ceil(length / 8));
  }

  /** Reads a bitfield message. Null where its size is not that of `length` pieces or a spare bit is set. */
  static parse(bytes: Uint8Array, length: number): Bitfield | null {
    const bitfield = new Bitfield(length);
    if (bytes.length !== bitfield.bytes.length) return null;
    const spareBits = bytes.length * 8 - length;
    if (spareBits > 0 && (bytes[bytes.length - 1]! & ((1 << spareBits) - 1)) !== 0) return null;
    bitfield.bytes.set(bytes);
    for (const byte of bytes) bitfield.#count += BITS_OF_BYTE[byte]!;
    return bitfield;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.length;
  }

  /** How many pieces are in both of two sets of the same length. */
  countCommon(other: Bitfield): number {
    let count = 0;
    for (let at = 0; at < this.bytes.length; at++) {
      const common = this.bytes[at]! & other.bytes[at]!;
      if (common !== 0) count += BITS_OF_BYTE[common]!;
    }
    return count;
  }

  has(index: number): boolean {
    return (this.bytes[index >> 3]! & (0x80 >> (index & 7))) !== 0;
  }

  /** Whether it was not there before. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    this.bytes[index >> 3]! |= 0x80 >> (index & 7);
    this.#count++;
    return true;
  }

  delete(index: number): void {
    if (!this.has(index)) return;
    this.bytes[index >> 3]! &= ~(0x80 >> (index & 7));
    this.#count--;
  }

  clear(): void {
    this.bytes.fill(0);
    this.#count = 0;
  }

  fill(): void {
    for (let index = 0; index < this.length; index++) this.add(index);
  }
}
