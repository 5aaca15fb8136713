/** Bytes to values: the scan accepts or refuses, and only what it accepted is decoded. */
import { DEFAULT_BENCODE_LIMITS, type BencodeLimits } from './bencode-limits.ts';
import { BencodeNode, type ByteRange } from './bencode-node.ts';
import type { BencodeValue } from './bencode-value.ts';
import { BencodeScanner, type BencodeWarning } from './scanner.ts';

/** Bytes that are bencode within the limits. It keeps the bytes: do not change them while it is in use. */
export class BencodeScan {
  /** The value, to be read as far as needed. */
  readonly root: BencodeNode;
  /** Offset just after the value. */
  readonly end: number;
  readonly warnings: readonly BencodeWarning[];
  /** Offsets of keys that their dictionary has already, at any level. */
  readonly duplicateKeys: readonly number[];

  constructor(bytes: Uint8Array, limits: Partial<BencodeLimits>) {
    const scanner = new BencodeScanner(bytes, { ...DEFAULT_BENCODE_LIMITS, ...limits });
    this.end = scanner.run();
    this.root = new BencodeNode(bytes, scanner, 0);
    this.duplicateKeys = scanner.duplicateKeys;
    this.warnings = [...scanner.oddities.values()];
  }

  /** Where the value of a key of the outermost dictionary stands, byte for byte. */
  valueRange(key: string): ByteRange | undefined {
    return this.root.field(key)?.range;
  }

  /** The whole value. */
  decode(): BencodeValue {
    return this.root.decode();
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
