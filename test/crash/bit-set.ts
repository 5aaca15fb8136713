/** A set of pieces as a BEP 3 bitfield has it: high bit first. The test's own, so that the engine is not its own judge. */
export class BitSet {
  readonly bytes: Uint8Array;
  readonly length: number;

  constructor(length: number, bytes = new Uint8Array(Math.ceil(length / 8))) {
    this.length = length;
    this.bytes = bytes;
  }

  has(index: number): boolean {
    return (this.bytes[index >> 3]! & (0x80 >> (index & 7))) !== 0;
  }

  add(index: number): void {
    this.bytes[index >> 3]! |= 0x80 >> (index & 7);
  }

  get count(): number {
    let count = 0;
    for (let index = 0; index < this.length; index += 1) if (this.has(index)) count += 1;
    return count;
  }

  get members(): number[] {
    return [...Array.from({ length: this.length }).keys()].filter((index) => this.has(index));
  }

  /** Members that the other lacks. */
  without(other: BitSet): number[] {
    const missing: number[] = [];
    for (let index = 0; index < this.length; index += 1) {
      if (this.has(index) && !other.has(index)) missing.push(index);
    }
    return missing;
  }
}
