/**
 * Bencode (BEP 3): bytes to values and back, strict and bounded. The only folder that may use the
 * `bencode` package, and it shows it nothing that our own scan has not passed.
 */
export { decodeBencode, scanBencode, type BencodeScan } from './decode.ts';
export type { BencodeNode, ByteRange } from './bencode-node.ts';
export type { BencodeWarning } from './scanner.ts';
export { encodeBencode } from './encode.ts';
export { BencodeError, type BencodeErrorCode } from './bencode-error.ts';
export { DEFAULT_BENCODE_LIMITS, type BencodeLimits } from './bencode-limits.ts';
export {
  EncodedBencode,
  type BencodeDictionary,
  type BencodeInput,
  type BencodeValue,
} from './bencode-value.ts';
export { bytesOf, dictionaryOf, integerOf, listOf, textOf } from './accessors.ts';
