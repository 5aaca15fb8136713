/**
 * Our own pass over bencoded bytes, before anything is decoded: the `bencode` package must see nothing
 * else, since on raw input five bytes (`l-3:e`) make it eat all memory, it takes cut strings and rounds
 * large integers. No recursion, each byte is read once (keys of unsorted dictionaries twice), and nothing
 * is allocated for a length that the input merely claims (BEP 3; hardening: deep nesting, negative lengths).
 */
import { BencodeError, type BencodeErrorCode } from './bencode-error.ts';
import type { BencodeLimits } from './bencode-limits.ts';
import { TokenTable } from './token-table.ts';

/** What a tolerant scan lets pass. */
export type BencodeOddity =
  'leading-zero' | 'negative-zero' | 'unsorted-keys' | 'duplicate-key' | 'trailing-bytes';

const BYTE_E = 0x65;
const BYTE_D = 0x64;
const BYTE_L = 0x6c;
const BYTE_I = 0x69;
const BYTE_COLON = 0x3a;
const BYTE_MINUS = 0x2d;
const BYTE_0 = 0x30;
const BYTE_9 = 0x39;
/** A string length of eight digits is more than any limit of ours; a longer one is an attack. */
const MAX_LENGTH_DIGITS = 8;
/** Enough for any 64-bit integer, signed or not. */
const MAX_INTEGER_DIGITS = 20;
/** Any integer with fewer digits fits a number exactly. */
const SAFE_DIGITS = 15;

/** Something that BEP 3 forbids and that was let pass: where first, and how often. */
export interface BencodeWarning {
  code: BencodeOddity;
  offset: number;
  count: number;
}

/** A list or dictionary whose end has not come yet. */
interface OpenContainer {
  token: number;
  isDictionary: boolean;
  isPlain: boolean;
  isUnsorted: boolean;
  /** The key whose value comes next, or -1 where a key (or the end) is expected. */
  pendingKey: number;
  previousKey: number;
}

export class BencodeScanner {
  readonly tokens = new TokenTable();
  /** First offset and count of each oddity. */
  readonly oddities = new Map<BencodeOddity, BencodeWarning>();
  /** Offsets of keys that their dictionary has already. */
  readonly duplicateKeys: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #limits: BencodeLimits;
  readonly #open: OpenContainer[] = [];
  #position = 0;

  constructor(bytes: Uint8Array, limits: BencodeLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  /** Reads one value and returns the offset just after it. */
  run(): number {
    const { maxBytes, allowTrailing } = this.#limits;
    if (this.#bytes.length > maxBytes) {
      throw this.#error('too-large', `is larger than ${maxBytes} bytes`, maxBytes);
    }
    if (this.#bytes.length === 0) throw this.#error('empty', 'is empty', 0);
    do this.#step();
    while (this.#open.length > 0);
    if (this.#position < this.#bytes.length) {
      if (!allowTrailing) throw this.#error('trailing-bytes', 'goes on after its end');
      this.#note('trailing-bytes', this.#position);
    }
    return this.#position;
  }

  /** Offset of the first byte of a string token's content. */
  contentStart(token: number): number {
    let offset = this.tokens.start(token);
    while (this.#bytes[offset] !== BYTE_COLON) offset++;
    return offset + 1;
  }

  #step(): void {
    const byte = this.#bytes[this.#position];
    const container = this.#open.at(-1);
    if (byte === undefined) throw this.#error('truncated', 'ends too early');
    if (byte === BYTE_E && container !== undefined) return this.#closeContainer(container);
    if (container?.isDictionary === true && container.pendingKey === -1) {
      if (!isDigit(byte)) throw this.#error('key-not-string', 'has a key that is not a string');
      container.pendingKey = this.#readString();
      return this.#checkOrder(container);
    }
    if (container !== undefined) container.pendingKey = -1;
    if (byte === BYTE_L || byte === BYTE_D) return this.#openContainer(byte === BYTE_D);
    if (byte === BYTE_I) return this.#readInteger();
    if (isDigit(byte)) this.#readString();
    else if (byte === BYTE_MINUS) throw this.#error('bad-string-length', 'has a negative length');
    else throw this.#error('unexpected-byte', 'has a byte that begins no value');
  }

  #openToken(): number {
    if (this.tokens.count >= this.#limits.maxTokens) {
      throw this.#error('too-many-tokens', `has more than ${this.#limits.maxTokens} values`);
    }
    return this.tokens.open(this.#position);
  }

  #openContainer(isDictionary: boolean): void {
    if (this.#open.length >= this.#limits.maxDepth) {
      throw this.#error('too-deep', `is nested more than ${this.#limits.maxDepth} levels deep`);
    }
    const token = this.#openToken();
    const isPlain = !isDictionary;
    const isUnsorted = false;
    this.#open.push({ token, isDictionary, isPlain, isUnsorted, pendingKey: -1, previousKey: -1 });
    this.#position++;
  }

  #closeContainer(container: OpenContainer): void {
    if (container.pendingKey !== -1) {
      throw this.#error('key-without-value', 'has a key without a value');
    }
    this.#open.pop();
    this.#position++;
    this.tokens.close(container.token, this.#position, container.isPlain);
    if (container.isUnsorted) this.#findDuplicates(container.token);
    if (!container.isPlain) this.#markParent();
  }

  /** What holds something that the package can't decode can't be decoded by it either. */
  #markParent(): void {
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.isPlain = false;
  }

  #readInteger(): void {
    const token = this.#openToken();
    let offset = this.#position + 1;
    const isNegative = this.#bytes[offset] === BYTE_MINUS;
    if (isNegative) offset++;
    const digitsAt = offset;
    while (isDigit(this.#bytes[offset])) offset++;
    const digits = offset - digitsAt;
    if (offset >= this.#bytes.length) throw this.#error('truncated', 'ends in an integer');
    if (this.#bytes[offset] !== BYTE_E || digits === 0 || digits > MAX_INTEGER_DIGITS) {
      throw this.#error('bad-integer', 'has a malformed integer');
    }
    const isZeroFirst = this.#bytes[digitsAt] === BYTE_0;
    if (isZeroFirst && digits > 1) this.#note('leading-zero', token);
    const isNegativeZero = isNegative && isZeroFirst;
    if (isNegativeZero) this.#note('negative-zero', token);
    const isPlain = digits <= SAFE_DIGITS && !isNegativeZero;
    this.#position = offset + 1;
    this.tokens.close(token, this.#position, isPlain);
    if (!isPlain) this.#markParent();
  }

  #readString(): number {
    const token = this.#openToken();
    const digitsAt = this.#position;
    let offset = digitsAt;
    let length = 0;
    let byte = this.#bytes[offset];
    while (byte !== undefined && isDigit(byte) && offset - digitsAt <= MAX_LENGTH_DIGITS) {
      length = length * 10 + (byte - BYTE_0);
      byte = this.#bytes[++offset];
    }
    const digits = offset - digitsAt;
    if (byte === undefined) throw this.#error('truncated', 'ends in the length of a string');
    if (byte !== BYTE_COLON || digits > MAX_LENGTH_DIGITS) {
      throw this.#error('bad-string-length', 'has a malformed string length');
    }
    const end = offset + 1 + length;
    if (end > this.#bytes.length) {
      throw this.#error('truncated', 'has a string that is longer than what is left');
    }
    if (digits > 1 && this.#bytes[digitsAt] === BYTE_0) this.#note('leading-zero', token);
    this.#position = end;
    this.tokens.close(token, end, true);
    return token;
  }

  #checkOrder(container: OpenContainer): void {
    const { pendingKey, previousKey } = container;
    container.previousKey = pendingKey;
    if (previousKey === -1) return;
    const order = this.#compareKeys(previousKey, pendingKey);
    if (order < 0) return;
    container.isUnsorted = true;
    if (order > 0) this.#note('unsorted-keys', pendingKey);
  }

  #compareKeys(left: number, right: number): number {
    const bytes = this.#bytes;
    let leftAt = this.contentStart(left);
    let rightAt = this.contentStart(right);
    const leftEnd = this.tokens.end(left);
    const rightEnd = this.tokens.end(right);
    while (leftAt < leftEnd && rightAt < rightEnd) {
      const difference = bytes[leftAt++]! - bytes[rightAt++]!;
      if (difference !== 0) return difference;
    }
    return leftEnd - leftAt - (rightEnd - rightAt);
  }

  #findDuplicates(dictionary: number): void {
    const seen = new Set<string>();
    const after = this.tokens.next(dictionary);
    for (let key = dictionary + 1; key < after; key = this.tokens.next(this.tokens.next(key))) {
      const text = latin1(this.#bytes, this.contentStart(key), this.tokens.end(key));
      if (seen.has(text)) {
        this.#note('duplicate-key', key);
        this.duplicateKeys.push(this.tokens.start(key));
      }
      seen.add(text);
    }
  }

  #note(oddity: BencodeOddity, token: number): void {
    const offset = oddity === 'trailing-bytes' ? token : this.tokens.start(token);
    if (this.#limits.strict && oddity !== 'trailing-bytes') {
      throw this.#error('not-canonical', `is not canonical (${oddity})`, offset);
    }
    const noted = this.oddities.get(oddity);
    if (noted === undefined) this.oddities.set(oddity, { code: oddity, offset, count: 1 });
    else noted.count++;
  }

  #error(code: BencodeErrorCode, fault: string, offset = this.#position): BencodeError {
    return new BencodeError(code, `The bencoded data ${fault} (byte ${offset}).`);
  }
}

/** One character a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= BYTE_0 && byte <= BYTE_9;
}
