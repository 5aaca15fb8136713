/**
 * What bencode says, in our own types.
 *
 * Integers within +-(2^53 - 1) are numbers, larger ones are bigints, so that nothing is ever rounded.
 * Strings are bytes, and copies: they share no memory with the input. Dictionaries are maps, so that a key
 * such as `__proto__` is a key like any other. Keys are text: UTF-8 where they are UTF-8, else latin1 (one
 * character a byte); of two keys that are equal as text the first counts.
 */
export type BencodeValue = number | bigint | Uint8Array | BencodeValue[] | BencodeDictionary;

export type BencodeDictionary = ReadonlyMap<string, BencodeValue>;

/** Bytes that are bencode already and go in as they are, such as a signed value that must not change. */
export class EncodedBencode {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** What can be encoded: text as UTF-8, and plain objects as dictionaries without their undefined fields. */
export type BencodeInput =
  | number
  | bigint
  | string
  | Uint8Array
  | EncodedBencode
  | readonly BencodeInput[]
  | ReadonlyMap<string, BencodeInput>
  | { readonly [key: string]: BencodeInput | undefined };
