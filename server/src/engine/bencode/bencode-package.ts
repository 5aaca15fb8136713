/**
 * The `bencode` package, typed, in the one place that imports it. It must be given only what the scan has
 * passed: see scanner.ts.
 */
// @ts-expect-error The package comes without types.
import bencode from 'bencode';

interface BencodePackage {
  /** Copies: the result shares no memory with `data`. */
  decode(data: Uint8Array, start: number, end: number): unknown;
  encode(data: number | string | Uint8Array): Uint8Array;
}

export const bencodePackage = bencode as BencodePackage;
