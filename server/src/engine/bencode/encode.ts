/**
 * Values to canonical bytes (BEP 3): keys sorted as bytes, integers without leading zeros. The package
 * encodes strings and integers; dictionaries and lists are put together here, because it sorts keys as
 * UTF-16 and silently leaves out bigints and null.
 */
import { bencodePackage } from './bencode-package.ts';
import { BencodeError } from './bencode-error.ts';
import { EncodedBencode, type BencodeInput } from './bencode-value.ts';

const DICTIONARY = Buffer.from('d');
const LIST = Buffer.from('l');
const END = Buffer.from('e');

/** Encodes. Throws BencodeError for a fraction, NaN or infinity. */
export function encodeBencode(value: BencodeInput): Uint8Array {
  const parts: Uint8Array[] = [];
  append(parts, value);
  return Uint8Array.from(Buffer.concat(parts));
}

function append(parts: Uint8Array[], value: BencodeInput): void {
  if (typeof value === 'bigint') parts.push(Buffer.from(`i${value}e`));
  else if (typeof value === 'number') parts.push(bencodePackage.encode(encodable(value)));
  else if (typeof value === 'string') parts.push(bencodePackage.encode(value));
  else if (value instanceof Uint8Array) parts.push(bencodePackage.encode(value));
  else if (value instanceof EncodedBencode) parts.push(value.bytes);
  else if (isList(value)) appendList(parts, value);
  else appendDictionary(parts, value instanceof Map ? [...value] : Object.entries(value));
}

function encodable(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new BencodeError(
    'not-encodable',
    `${value} is not an integer that can be encoded exactly.`,
  );
}

function isList(value: object): value is readonly BencodeInput[] {
  return Array.isArray(value);
}

function appendList(parts: Uint8Array[], values: readonly BencodeInput[]): void {
  parts.push(LIST);
  for (const value of values) append(parts, value);
  parts.push(END);
}

function appendDictionary(
  parts: Uint8Array[],
  entries: [string, BencodeInput | undefined][],
): void {
  const encoded = entries.map(([key, value]) => ({ key: Buffer.from(key), value }));
  encoded.sort((left, right) => Buffer.compare(left.key, right.key));
  parts.push(DICTIONARY);
  for (const { key, value } of encoded) {
    if (value === undefined) continue;
    parts.push(bencodePackage.encode(key));
    append(parts, value);
  }
  parts.push(END);
}
