/**
 * Changes bytes in ways that parsers get wrong, some microseconds each: bits, numbers, cuts, repeats, words of the
 * language, halves of two inputs. The same random numbers give the same changes.
 */
import type { Random } from '../../server/src/engine/core/random.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const MAX_CHANGES = 6;
const MAX_RANGE = 64;
const MAX_REPEATS = 200;
const BYTES = Buffer.from('0123456789eild:-+./%&=,\0\t\n \u007f\u0080\u00ff[]', 'latin1');
const NUMBERS = [
  '0',
  '1',
  '-1',
  '-0',
  '00',
  '01',
  '+1',
  '1.5',
  '1e9',
  '',
  '-',
  '20',
  '255',
  '256',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '-2147483649',
  '4294967295',
  '4294967296',
  '99999999',
  '9007199254740991',
  '9007199254740992',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '18446744073709551615',
  '99999999999999999999',
  '1'.repeat(21),
];

export class ByteMutator {
  readonly #random: Random;
  readonly #maxBytes: number;
  readonly #words: readonly Uint8Array[];
  #bytes = Buffer.alloc(0);

  constructor(random: Random, target: Pick<FuzzTarget, 'words' | 'maxInputBytes'>) {
    this.#random = random;
    this.#maxBytes = target.maxInputBytes;
    this.#words = [...target.words, ...NUMBERS].map((word) => Buffer.from(word, 'latin1'));
  }

  /** The input with a few changes, in memory of its own; `other` gives parts to it. */
  mutate(input: Uint8Array, other: Uint8Array): Uint8Array {
    this.#bytes = Buffer.from(input);
    const changes = 1 + this.#random.below(MAX_CHANGES);
    for (let change = 0; change < changes; change++) this.#change(other);
    return Uint8Array.from(this.#bytes.subarray(0, this.#maxBytes));
  }

  #change(other: Uint8Array): void {
    const random = this.#random;
    const at = random.below(this.#bytes.length + 1);
    const end = Math.min(this.#bytes.length, at + 1 + random.below(MAX_RANGE));
    const range = this.#bytes.subarray(at, end);
    switch (random.below(10)) {
      case 0:
        if (at < this.#bytes.length) this.#bytes[at]! ^= 1 << random.below(8);
        return;
      case 1:
        if (at < this.#bytes.length) this.#bytes[at] = random.below(256);
        return;
      case 2:
        if (at < this.#bytes.length) this.#bytes[at] = BYTES[random.below(BYTES.length)]!;
        return;
      case 3:
        return this.#replace(at, end, Buffer.alloc(0));
      case 4:
        return this.#replace(at, at, range);
      case 5:
        return this.#replace(at, at, this.#word());
      case 6:
        return this.#replace(at, end, this.#word());
      case 7:
        return this.#replace(
          at,
          this.#bytes.length,
          other.subarray(random.below(other.length + 1)),
        );
      case 8:
        return this.#changeNumber(at);
      default:
        return this.#repeatOrCut(at, range);
    }
  }

  #word(): Uint8Array {
    return this.#words[this.#random.below(this.#words.length)]!;
  }

  #replace(start: number, end: number, by: Uint8Array): void {
    if (this.#bytes.length + by.length > 2 * this.#maxBytes) return;
    const parts = [this.#bytes.subarray(0, start), by, this.#bytes.subarray(end)];
    this.#bytes = Buffer.concat(parts);
  }

  /** The digits that stand next become another number. */
  #changeNumber(from: number): void {
    let start = from;
    while (start < this.#bytes.length && !isDigit(this.#bytes[start]!)) start++;
    let end = start;
    while (end < this.#bytes.length && isDigit(this.#bytes[end]!)) end++;
    this.#replace(start, end, Buffer.from(NUMBERS[this.#random.below(NUMBERS.length)]!, 'latin1'));
  }

  #repeatOrCut(at: number, range: Uint8Array): void {
    if (this.#random.below(2) === 0) {
      this.#bytes = this.#bytes.subarray(0, at);
      return;
    }
    const times = this.#random.below(MAX_REPEATS);
    this.#replace(at, at, Buffer.concat(Array.from({ length: times }, () => range)));
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
