/**
 * Bytes to values. The scan accepts or refuses; only what it accepted is decoded. The package decodes
 * every run that it decodes right: strings, integers, and lists of those at any depth. Dictionaries are
 * put together here, because the package makes them plain objects (`__proto__` becomes the prototype, keys
 * that are not UTF-8 become hex, the last of two equal keys wins), and so are integers beyond 2^53, which
 * it rounds.
 */
import { bencodePackage } from './bencode-package.ts';
import { DEFAULT_BENCODE_LIMITS, type BencodeLimits } from './bencode-limits.ts';
import type { BencodeValue } from './bencode-value.ts';
import { BencodeScanner, latin1, type BencodeWarning } from './scanner.ts';

/** A stretch of the input: `end` is the offset after its last byte. */
export interface ByteRange {
  start: number;
  end: number;
}

const BYTE_D = 0x64;
const BYTE_L = 0x6c;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are known to be bencode within the limits. Keeps the bytes: do not change them meanwhile. */
export class BencodeScan {
  /** Offset just after the value. */
  readonly end: number;
  readonly warnings: readonly BencodeWarning[];
  /** Offsets of keys that their dictionary has already, at any level. */
  readonly duplicateKeys: readonly number[];
  readonly #bytes: Uint8Array;
  readonly #scanner: BencodeScanner;

  constructor(bytes: Uint8Array, limits: Partial<BencodeLimits>) {
    this.#bytes = bytes;
    this.#scanner = new BencodeScanner(bytes, { ...DEFAULT_BENCODE_LIMITS, ...limits });
    this.end = this.#scanner.run();
    this.duplicateKeys = this.#scanner.duplicateKeys;
    this.warnings = [...this.#scanner.oddities.values()];
  }

  /** Where the value of a key of the outermost dictionary stands, byte for byte. */
  valueRange(key: string): ByteRange | undefined {
    const { tokens } = this.#scanner;
    if (!this.#isDictionary(0)) return undefined;
    for (let at = 1; at < tokens.count; at = tokens.next(tokens.next(at))) {
      if (this.#key(at) !== key) continue;
      const value = tokens.next(at);
      return { start: tokens.start(value), end: tokens.end(value) };
    }
    return undefined;
  }

  /** The value. Recursion is as deep as the scan allowed. */
  decode(): BencodeValue {
    return this.#build(0);
  }

  #isDictionary(token: number): boolean {
    return this.#bytes[this.#scanner.tokens.start(token)] === BYTE_D;
  }

  #build(token: number): BencodeValue {
    const { tokens } = this.#scanner;
    const start = tokens.start(token);
    const end = tokens.end(token);
    if (tokens.isPlain(token))
      return bencodePackage.decode(this.#bytes, start, end) as BencodeValue;
    if (this.#isDictionary(token)) return this.#buildDictionary(token);
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
      const key = this.#key(at);
      if (!entries.has(key)) entries.set(key, this.#build(tokens.next(at)));
    }
    return entries;
  }

  #key(token: number): string {
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

/** Checks the bytes without decoding them. Throws BencodeError. */
export function scanBencode(bytes: Uint8Array, limits: Partial<BencodeLimits> = {}): BencodeScan {
  return new BencodeScan(bytes, limits);
}

/** Checks and decodes. Throws BencodeError, never anything else, whatever the bytes are. */
export function decodeBencode(
  bytes: Uint8Array,
  limits: Partial<BencodeLimits> = {},
): BencodeValue {
  return scanBencode(bytes, limits).decode();
}

function exactInteger(digits: string): number | bigint {
  const exact = BigInt(digits);
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : exact;
}
