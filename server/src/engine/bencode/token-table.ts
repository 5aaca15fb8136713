/**
 * The values of a scanned input in the order in which they begin, four numbers each in one typed array:
 * 3,000,000 tokens take 48 MB and no object each. A container's contents follow it directly; `next` leads
 * past them.
 */
const FIELDS = 4;
const START = 0;
const END = 1;
const NEXT = 2;
const PLAIN = 3;
/** Tokens of a tracker reply or an extension handshake, so that small inputs never grow the table. */
const FIRST_CAPACITY = 64;

export class TokenTable {
  #fields = new Int32Array(FIRST_CAPACITY * FIELDS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Notes a value that begins at `start` and returns its index. */
  open(start: number): number {
    if ((this.#count + 1) * FIELDS > this.#fields.length) this.#grow();
    this.#fields[this.#count * FIELDS + START] = start;
    return this.#count++;
  }

  /** Notes where the value ends; every value opened since lies inside it. */
  close(index: number, end: number, isPlain: boolean): void {
    const base = index * FIELDS;
    this.#fields[base + END] = end;
    this.#fields[base + NEXT] = this.#count;
    this.#fields[base + PLAIN] = isPlain ? 1 : 0;
  }

  /** Byte offset of the value's first byte. */
  start(index: number): number {
    return this.#fields[index * FIELDS + START]!;
  }

  /** Byte offset just after the value. */
  end(index: number): number {
    return this.#fields[index * FIELDS + END]!;
  }

  /** Index of the token after this one and its contents. */
  next(index: number): number {
    return this.#fields[index * FIELDS + NEXT]!;
  }

  /** Whether the value holds neither a dictionary nor an integer that a number can't hold. */
  isPlain(index: number): boolean {
    return this.#fields[index * FIELDS + PLAIN] === 1;
  }

  #grow(): void {
    const larger = new Int32Array(this.#fields.length * 2);
    larger.set(this.#fields);
    this.#fields = larger;
  }
}
