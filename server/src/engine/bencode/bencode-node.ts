/**
 * One value of scanned bytes, decoded only as far as it is asked for. A hostile file of 3,000,000 empty
 * strings costs 900 MB as values, and nothing as nodes that nobody reads; so what is big and foreign (a
 * .torrent file) is read through nodes, and what is small is decoded whole.
 *
 * The `bencode` package decodes every run that it decodes right: strings, integers, and lists of those at
 * any depth. Dictionaries are put together here, because the package makes them plain objects (`__proto__`
 * becomes the prototype, keys that are not UTF-8 become hex, the last of two equal keys wins), and so are
 * integers beyond 2^53, which it rounds.
 */
import { bencodePackage } from './bencode-package.ts';
import type { BencodeValue } from './bencode-value.ts';
import { latin1, type BencodeScanner } from './scanner.ts';

/** A stretch of the input: `end` is the offset after its last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

const BYTE_D = 0x64;
const BYTE_I = 0x69;
const BYTE_L = 0x6c;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const tolerantUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export class BencodeNode {
  readonly #bytes: Uint8Array;
  readonly #scanner: BencodeScanner;
  readonly #token: number;

  constructor(bytes: Uint8Array, scanner: BencodeScanner, token: number) {
    this.#bytes = bytes;
    this.#scanner = scanner;
    this.#token = token;
  }

  get kind(): 'integer' | 'string' | 'list' | 'dictionary' {
    const first = this.#bytes[this.range.start];
    if (first === BYTE_D) return 'dictionary';
    if (first === BYTE_L) return 'list';
    return first === BYTE_I ? 'integer' : 'string';
  }

  /** Where the value stands in the input, byte for byte. */
  get range(): ByteRange {
    const { tokens } = this.#scanner;
    return { start: tokens.start(this.#token), end: tokens.end(this.#token) };
  }

  /** The value of a key (the first, where it is there twice); undefined without it or in no dictionary. */
  field(key: string): BencodeNode | undefined {
    if (this.kind !== 'dictionary') return undefined;
    const wanted = Buffer.from(key);
    const { tokens } = this.#scanner;
    const after = tokens.next(this.#token);
    for (let at = this.#token + 1; at < after; at = tokens.next(tokens.next(at))) {
      if (this.#isKey(at, wanted)) return this.#node(tokens.next(at));
    }
    return undefined;
  }

  /** The values of a list, one after the other; none in anything else. */
  *items(): Generator<BencodeNode> {
    if (this.kind !== 'list') return;
    const { tokens } = this.#scanner;
    const after = tokens.next(this.#token);
    for (let at = this.#token + 1; at < after; at = tokens.next(at)) yield this.#node(at);
  }

  /** A copy of the bytes of a string, or undefined. */
  bytes(): Uint8Array | undefined {
    return this.kind === 'string' ? (this.decode() as Uint8Array) : undefined;
  }

  /** The text of a string, or undefined. What is not UTF-8 becomes U+FFFD. */
  text(): string | undefined {
    const bytes = this.bytes();
    return bytes === undefined ? undefined : tolerantUtf8.decode(bytes);
  }

  /** The integer, exactly, or undefined. */
  integer(): number | bigint | undefined {
    return this.kind === 'integer' ? (this.decode() as number | bigint) : undefined;
  }

  /** The whole value. Recursion is as deep as the scan allowed. */
  decode(): BencodeValue {
    return this.#build(this.#token);
  }

  #node(token: number): BencodeNode {
    return new BencodeNode(this.#bytes, this.#scanner, token);
  }

  #build(token: number): BencodeValue {
    const { tokens } = this.#scanner;
    const start = tokens.start(token);
    const end = tokens.end(token);
    if (tokens.isPlain(token))
      return bencodePackage.decode(this.#bytes, start, end) as BencodeValue;
    if (this.#bytes[start] === BYTE_D) return this.#buildDictionary(token);
    if (this.#bytes[start] === BYTE_L) return this.#buildList(token);
    return exactInteger(latin1(this.#bytes, start + 1, end - 1));
  }

  #buildList(list: number): BencodeValue[] {
    const { tokens } = this.#scanner;
    const after = tokens.next(list);
    const values: BencodeValue[] = [];
    for (let at = list + 1; at < after; at = tokens.next(at)) values.push(this.#build(at));
    return values;
  }

  #buildDictionary(dictionary: number): Map<string, BencodeValue> {
    const { tokens } = this.#scanner;
    const after = tokens.next(dictionary);
    const entries = new Map<string, BencodeValue>();
    for (let at = dictionary + 1; at < after; at = tokens.next(tokens.next(at))) {
      const key = this.#keyText(at);
      if (!entries.has(key)) entries.set(key, this.#build(tokens.next(at)));
    }
    return entries;
  }

  #isKey(token: number, wanted: Uint8Array): boolean {
    const start = this.#scanner.contentStart(token);
    if (this.#scanner.tokens.end(token) - start !== wanted.length) return false;
    return wanted.every((byte, index) => this.#bytes[start + index] === byte);
  }

  #keyText(token: number): string {
    const start = this.#scanner.contentStart(token);
    const end = this.#scanner.tokens.end(token);
    const text = latin1(this.#bytes, start, end);
    if (!/[\u0080-\u00ff]/.test(text)) return text;
    try {
      return strictUtf8.decode(this.#bytes.subarray(start, end));
    } catch {
      return text;
    }
  }
}

function exactInteger(digits: string): number | bigint {
  const exact = BigInt(digits);
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : exact;
}
