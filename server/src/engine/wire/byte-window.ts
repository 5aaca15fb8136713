/**
 * Bytes that came and are not used up yet, in one buffer that grows by need: taken from the front, found and
 * taken without a copy. Whoever uses it bounds what it waits for.
 */
const FIRST_CAPACITY_BYTES = 1024;

export class ByteWindow {
  #bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  append(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#bytes.length) this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The next `count` bytes, of which there must be as many: a view that is valid until the next `append`. */
  take(count: number): Uint8Array {
    this.#start += count;
    return this.#bytes.subarray(this.#start - count, this.#start);
  }

  /** How many bytes stand before the sequence, or -1. */
  indexOf(sequence: Uint8Array): number {
    return Buffer.from(this.#bytes.buffer, this.#start, this.length).indexOf(sequence);
  }

  #makeRoom(bytes: number): void {
    const held = this.#bytes.subarray(this.#start, this.#end);
    const needed = held.length + bytes;
    const larger =
      needed <= this.#bytes.length / 2
        ? this.#bytes
        : new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(held);
    this.#bytes = larger;
    this.#start = 0;
    this.#end = held.length;
  }
}
